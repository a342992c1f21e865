#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the documentation to what it says.

    check_docs.py links|commands|python|figures|front|sounds --root SOURCE --unbraid PROGRAM

links     every relative link and picture leads somewhere
commands  every command runs and gives what the page shows, or stands in table.py with the reason why it is not run;
          options in the text exist
python    the examples in Python run (exit 77 without the modules that they need)
figures   the table of the recordings that ship, in Docs/Scores.md, is what `unbraid evaluate` prints
front     the figures that README.md promises are those of the tables behind it
sounds    the sounds of Docs/Sounds are what the shipped dictionaries give

Exit 1 with a line for each fault.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pages
import table

TOLERANCE_DB = 0.15  # figures are printed to one decimal; processors differ in the last bits
LEAST_ALIKE_DB = 15.0  # SI-SDR of a kept sound against the same separation today, both as Opus: 16 or more where the separations
# differ by the rounding of 16 bits, 15 or less where another dictionary for the same sources made one
SECONDS = 120  # for one command


class Docs:
    def __init__(self, root, unbraid):
        self.root, self.unbraid, self.audio = root, unbraid, root / "Resources/Audio"
        found = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "Docs").rglob("*.md")),
                 *sorted((root / "Resources").rglob("*.md"))]
        self.texts = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in found}

    def run(self, command, folder):
        """A line of the shell in a scratch folder, with `unbraid` on the path."""
        environment = {**os.environ, "HOME": str(folder), "PATH": f"{folder / '.bin'}:{os.environ['PATH']}",
                       "UNBRAID_DICTIONARIES": str(self.root / "Resources/Dictionaries")}
        return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, timeout=SECONDS, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def scratch(self, folder, page=""):
        """Copies of the files that the page's reader is said to have: nothing that a command writes leaves the folder."""
        (folder / ".bin").mkdir()
        (folder / ".bin/unbraid").symlink_to(self.unbraid)
        if "Resources/Audio" in self.texts.get(page, ""):
            shutil.copytree(self.audio, folder / "Resources/Audio")
        self.lay(folder, {**table.FILES, **table.PAGE_FILES.get(page, {})})
        for name, text in table.PAGE_TEXTS.get(page, {}).items():
            (folder / name).write_text(text)

    def lay(self, folder, files):
        for name, source in files.items():
            if isinstance(source, dict):
                (folder / name).mkdir()
                self.lay(folder / name, source)
            elif (self.audio / source).is_dir():
                shutil.copytree(self.audio / source, folder / name)
            else:
                shutil.copy(self.audio / source, folder / name)

    def evaluate(self, folder, arguments, tolerated=()):
        """What `unbraid evaluate --json` says, if its errors, a line each, all have one of the tolerated phrases."""
        done = self.run(f"unbraid evaluate {arguments} --bss-eval none --json 2> errors", folder)
        errors = (folder / "errors").read_text()
        if done.returncode and not (errors and all(any(phrase in line for phrase in tolerated) for line in errors.splitlines())):
            raise RuntimeError(f"unbraid evaluate {arguments}: {errors}{done.stdout}")
        return json.loads(done.stdout)


def check_links(docs):
    faults = []
    for page, text in docs.texts.items():
        for link in pages.links(pages.split(text)[1]):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
            if not (docs.root / path).exists():
                faults.append(f"{page}: no such file: {link}")
            elif anchor and anchor not in pages.anchors(docs.texts.get(path, "")):
                faults.append(f"{page}: no such heading: {link}")
    return faults


def unknown_options(docs, command, helps={}):
    """Options of `unbraid` that its help does not name."""
    words = re.match(r"(?:\S*/)?unbraid ([a-z]+)( --unfold)?", command)
    if not words:
        return []
    form = words[1] + (words[2] or "")
    if form not in helps:
        done = subprocess.run([docs.unbraid, *form.split(), "--help"], text=True, capture_output=True, check=False)
        helps[form] = done.stdout if done.returncode == 0 else None
    if helps[form] is None:  # a program that this build leaves out
        return [] if words[2] or words[1] == "live" else [f"unbraid {form}: no such command"]
    options = re.findall(r"(?<=\s)(--[a-z][a-z0-9-]*)", command)
    return [f"unbraid {form}: no option {option}" for option in options
            if not re.search(re.escape(option) + r"(?![a-z0-9-])", helps[form])]


def differs(shown, printed):
    """Whether a line of output is another than the page shows; numbers may differ a little."""
    number = r"-?\d+\.\d+"
    if re.sub(number, "#", " ".join(shown.split())) != re.sub(number, "#", " ".join(printed.split())):
        return True
    pairs = zip(re.findall(number, shown), re.findall(number, printed))
    return any(abs(float(a) - float(b)) > TOLERANCE_DB for a, b in pairs)


def wrong_output(command, printed):
    shown = command.output
    if shown and shown[-1].strip() == "...":
        shown = shown[:-1]
    return [f"{command}: prints {line!r} where the page shows {wanted!r}"
            for wanted, line in zip(shown, printed + [""] * len(shown)) if differs(wanted, line)]


def is_listed(patterns, page, text):
    return any(where in ("", page) and re.search(pattern, text) for where, pattern, *_ in patterns)


def run_command(docs, command, folder):
    text = command.text
    for where, pattern, shorter in table.SHORTER:
        text = re.sub(pattern, shorter, text) if where == command.page else text
    done = docs.run(text, folder)
    if done.returncode:
        return [f"{command}: exit code {done.returncode}: {done.stdout.strip()}"]
    return wrong_output(command, done.stdout.splitlines())


def check_page(docs, page):
    """Runs the commands of a page in their order in one scratch folder, but for those of examples in Python."""
    blocks, prose = pages.split(docs.texts[page])
    faults = [f"{page}: {fault}" for span in pages.inline_commands(prose) for fault in unknown_options(docs, span)]
    with tempfile.TemporaryDirectory() as folder:
        docs.scratch(Path(folder), page)
        for command in pages.commands(page, blocks):
            faults += [f"{command}: {fault}" for fault in unknown_options(docs, command.text)]
            if not is_listed(table.NOT_RUN + table.AFTER_PYTHON, page, command.text):
                faults += run_command(docs, command, Path(folder))
    return faults


def check_commands(docs):
    with ThreadPoolExecutor(max_workers=2) as workers:
        return [fault for faults in workers.map(lambda page: check_page(docs, page), docs.texts) for fault in faults]


def find_python(*modules):
    """An interpreter that has the modules, or none."""
    for python in (sys.executable, "/usr/bin/python3"):
        probe = [python, "-c", "import " + ", ".join(modules)]
        if Path(python).exists() and not subprocess.run(probe, capture_output=True, check=False).returncode:
            return python
    return None


def check_examples(docs, page, python):
    """The examples in Python of a page, with the commands before and after them that they need."""
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        docs.scratch(folder, page)
        (folder / ".bin/python3").symlink_to(python)
        for block in pages.split(docs.texts[page])[0]:
            if block.language == "python":
                (folder / "example.py").write_text("\n".join(block.lines))
                faults += run_command(docs, pages.Command(page, block.line, "python3 -B example.py"), folder)
            for command in pages.commands(page, [block]):
                if is_listed(table.AFTER_PYTHON + table.BEFORE_PYTHON, page, command.text):
                    faults += run_command(docs, command, folder)
    return faults


def check_python(docs):
    faults, skipped = [], []
    for page, modules in table.MODULES.items():
        python = find_python(*modules)
        if python:
            faults += check_examples(docs, page, python)
        else:
            skipped.append(f"skipped: the examples of {page} need Python's {', '.join(modules)}")
    faults += [f"{page}: table.py does not name the modules of its example" for page, text in docs.texts.items()
               if "```python" in text and page not in table.MODULES and not page.startswith("Docs/Lessons/")]  # check_lessons.py runs those
    print(*skipped, sep="\n")
    if not faults and len(skipped) == len(table.MODULES):
        sys.exit(77)
    return faults


def renamed_references(recording, sources, folder):
    """{source: what the dictionary calls it} of `bass, piano as other`, and a folder of references under those names."""
    names = {source: name or source for source, name in re.findall(r"([\w-]+)(?: as `([\w-]+)`)?(?:, |$)", sources)}
    folder.mkdir()
    for path in recording.glob("*.flac"):
        (folder / f"{names.get(path.stem, path.stem)}.flac").symlink_to(path)
    return names, folder


def check_figures(docs):
    """A row: `[recording](..): sources | dictionary | in the mixture | separated | oracle mask`. A source may be there under
    another name, `piano as other`; what a dictionary finds beside the sources named is not scored."""
    row = r"^\| \[([\w-]+)\]\([^)]*\): ([^|]+) \| `([\w-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$"
    rows = re.findall(row, docs.texts["Docs/Scores.md"], re.MULTILINE)
    faults = [] if len(rows) >= 5 else ["Docs/Scores.md: the table of the recordings that ship is not found"]
    for recording, sources, dictionary, *columns in rows:
        guide = f"--midi {docs.audio / recording}.mid" if (docs.audio / f"{recording}.mid").exists() else ""
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            docs.scratch(folder)
            names, references = renamed_references(docs.audio / recording, sources, folder / "references")
            tolerated = ["found no reference"] if " as " in sources else []  # what is found beside the sources named
            scores = docs.evaluate(folder, f"--reference {references} --mixture {docs.audio / recording}.flac "
                                           f"--dictionary {dictionary} {guide} --oracle", tolerated)["classes"]
        for number, (source, name) in enumerate(names.items()):
            means = scores[name]["mean"]
            printed = [means["input_si_sdr_db"], means["si_sdr_db"],
                       scores[name]["methods"]["oracle_wiener"]["mean"]["si_sdr_db"]]
            for column, figure in zip(columns, printed):
                if abs(float(column.split(", ")[number]) - figure) > TOLERANCE_DB:
                    faults.append(f"Docs/Scores.md: {recording}, {source}: {column.split(', ')[number]} dB where {figure:.2f} is measured")
    return faults


def check_front(docs):
    """table.FRONT names the cell of a table for each figure of a sentence."""
    page, faults = "README.md", []
    text = " ".join(docs.texts[page].split())
    for sentence, where, cells in table.FRONT:
        found = re.search(sentence, text)
        if found is None:
            faults.append(f"{page}: no sentence like {sentence!r}")
            continue
        target, _, anchor = where.partition("#")
        tables = pages.section(docs.texts[target], anchor)
        for figure, (row, column, number) in zip(found.groups(), cells):
            stands = re.split(r" / |; ", pages.cell(tables, row, column))[number]
            if not stands or float(stands) != float(figure):
                faults.append(f"{page}: {figure} where {where} has {stands or 'nothing'} ({row}, {column})")
    return faults


def check_sounds(docs):
    if shutil.which("opusenc") is None or shutil.which("soxi") is None:
        print("skipped: opusenc or soxi is not here (packages-docs.txt)")
        sys.exit(77)
    sys.path.insert(0, str(docs.root / "Docs/Sounds"))
    import make_sounds
    faults = []
    for sound in json.loads((docs.root / "Docs/Sounds/sounds.json").read_text()):
        name = sound["recording"]
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            docs.scratch(folder)
            options = " ".join(sound["options"]).replace("AUDIO", str(docs.audio))
            docs.run(f"unbraid separate {docs.audio / name}.flac {options} --out all", folder)
            make_sounds.encode(docs.audio / f"{name}.flac", folder / "mixture.opus")
            (folder / "named").mkdir()
            for source in sound["sources"]:
                make_sounds.encode(folder / f"all/{name}.{source}.wav", folder / f"named/mixture.{source}.opus")
            scores = docs.evaluate(folder, f"--reference {docs.root / 'Docs/Sounds' / name} --estimate named "
                                           "--mixture mixture.opus")["classes"]
        faults += unlike(scores, f"Docs/Sounds/{name}")
    return faults + check_old_song(docs, make_sounds)


def unlike(scores, folder):
    """A fault for each kept sound that is not what is made today."""
    return [f"{folder}/{source}.opus: {score['mean']['si_sdr_db']:.1f} dB from what is separated today: run make_sounds.py, and listen"
            for source, score in scores.items() if score["mean"]["si_sdr_db"] < LEAST_ALIKE_DB]


def check_old_song(docs, make_sounds):
    """A mono recording beside what `unbraid upmix` makes of it."""
    sounds = docs.root / "Docs/Sounds/upmix"
    kept = next(sounds.glob("*-stereo.opus"))
    mono = sounds / f"{kept.stem.removesuffix('-stereo')}.opus"
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        docs.scratch(folder)
        for kind in ("kept", "made"):
            (folder / kind).mkdir()
        shutil.copy(kept, folder / "kept")
        docs.run(f"unbraid upmix {mono} --out made.wav", folder)
        make_sounds.encode(folder / "made.wav", folder / f"made/{kept.stem}.{kept.stem}.opus")
        scores = docs.evaluate(folder, f"--reference kept --estimate made --mixture {kept}")["classes"]
    return unlike(scores, "Docs/Sounds/upmix")


def main():
    checks = {"links": check_links, "commands": check_commands, "python": check_python, "figures": check_figures,
              "front": check_front,
              "sounds": check_sounds}
    parser = argparse.ArgumentParser()
    parser.add_argument("check", choices=checks)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--unbraid", type=Path, required=True)
    arguments = parser.parse_args()
    docs = Docs(arguments.root.resolve(), arguments.unbraid.resolve())
    faults = checks[arguments.check](docs)
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
