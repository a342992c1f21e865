#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the lessons to what they say.

    check_lessons.py notebooks|prove
    check_lessons.py page|run LESSON...

notebooks  each notebook of Examples/Notebooks is the one that its page makes, and a valid one (by nbformat)
page       a page shows what its code prints and draws, and each figure in dB in its text is one of those
run        the notebook runs in Jupyter, unattended
prove      a printed figure, a drawing and a notebook that are not those of the page are found

Exit 1 with a line for each fault, 77 without what is needed (packages-docs.txt, packages-python.txt).
"""
import importlib.util
import re
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

from check_docs import differs

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Docs/Lessons"))
import make_lessons

NEEDED = {
    "page": ("matplotlib", "numpy", "PIL", "scipy", "soundfile", "unbraid"),
    "run": ("matplotlib", "numpy", "scipy", "soundfile", "unbraid", "nbconvert", "ipykernel"),
    "prove": ("numpy", "PIL"),
}
BLOCK = 12  # pixels: where a font or a version of matplotlib moves lines a little, their means stay
LARGEST_STEP, LARGEST_SHARE = 40, 0.04  # of 255, and of the blocks


def page_of(lesson):
    return (make_lessons.HERE / f"{lesson}.md").read_text(encoding="utf-8")


def notebook_faults(lesson, page, kept):
    faults = (
        []
        if kept == make_lessons.notebook(page)
        else [
            f"Examples/Notebooks/{lesson}.ipynb is not what its page makes: "
            "run make_lessons.py --notebooks"
        ]
    )
    if importlib.util.find_spec("nbformat"):
        import nbformat

        nbformat.validate(nbformat.reads(kept, as_version=4))
    return faults


def check_notebooks():
    return [
        fault
        for lesson in make_lessons.LESSONS
        for fault in notebook_faults(
            lesson, page_of(lesson), (make_lessons.NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8")
        )
    ]


def printed_faults(lesson, page, printed):
    """Lines of output that are others than the page shows."""
    shown = [(cell.output or "").splitlines() for cell in make_lessons.cells(page) if cell.is_code]
    return [
        f"{lesson}: prints {line!r} where the page shows {wanted!r}"
        for block, output in zip(shown, printed)
        for wanted, line in zip_longest(block, output.splitlines(), fillvalue="")
        if differs(wanted, line)
    ]


def figures_in_text(page):
    """Decibels that the text states; a paragraph that links to another page quotes them from there."""
    text = "\n".join(cell.text for cell in make_lessons.cells(page) if not cell.is_code)
    return [
        figure
        for part in re.split(r"\n\s*\n", text)
        if not re.search(r"\]\(\.\./", part)
        for figure in re.findall(r"-?\d+\.\d+(?= dB)", part)
    ]


def text_faults(lesson, page):
    printed = [
        float(number)
        for cell in make_lessons.cells(page)
        for number in re.findall(r"-?\d+\.\d+", cell.output or "")
    ]
    return [
        f"{lesson}: the text says {figure} dB, which no code there prints"
        for figure in figures_in_text(page)
        if not any(abs(abs(float(figure)) - abs(number)) < 0.051 for number in printed)
    ]


def looks_other(kept, drawn):
    """Whether a person would see that two pictures differ."""
    import numpy

    if kept.size != drawn.size:
        return True
    means = [
        numpy.asarray(picture.convert("RGB").resize([side // BLOCK for side in kept.size], 4), float)
        for picture in (kept, drawn)
    ]
    return (abs(means[0] - means[1]).max(axis=2) > LARGEST_STEP).mean() > LARGEST_SHARE


def check_page(lesson):
    from PIL import Image

    page = page_of(lesson)
    printed, drawn = make_lessons.run(page)
    faults = printed_faults(lesson, page, printed) + text_faults(lesson, page)
    kept = Image.open(make_lessons.HERE / f"Images/{lesson}.webp")
    if len(drawn) != 1 or looks_other(kept, drawn[0]):
        faults.append(f"{lesson}: its picture is another today: run the target refresh-lessons, and look")
    return faults


def run_notebook(lesson):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--ExecutePreprocessor.timeout=1200",
                "--output-dir",
                folder,
                make_lessons.NOTEBOOKS / f"{lesson}.ipynb",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        made = list(Path(folder).glob("*.ipynb"))
        if done.returncode or not made or "image/png" not in made[0].read_text(encoding="utf-8"):
            return [f"{lesson}: {done.stderr.strip()[-800:] or 'draws nothing'}"]
    return []


def prove():
    from PIL import Image

    lesson = make_lessons.LESSONS[0]
    page = page_of(lesson)
    printed = [cell.output or "" for cell in make_lessons.cells(page) if cell.is_code]
    other = [re.sub(r"(\d)\.\d", lambda match: f"{(int(match[1]) + 5) % 10}.0", output) for output in printed]
    pictures = [Image.open(make_lessons.HERE / f"Images/{name}.webp") for name in make_lessons.LESSONS[:2]]
    upside_down = pictures[0].transpose(1)
    outcomes = {
        "what is printed as shown": not printed_faults(lesson, page, printed),
        "another printed figure": printed_faults(lesson, page, other),
        "another figure in the text": text_faults(lesson, page + "\n\nIt has 123.4 dB.\n"),
        "the same picture": not looks_other(pictures[0], pictures[0]),
        "another picture": looks_other(pictures[0], pictures[1]) and looks_other(pictures[0], upside_down),
        "another notebook": notebook_faults(lesson, page + "\nMore.\n", make_lessons.notebook(page)),
    }
    return [f"not as it should be: {name}" for name, is_right in outcomes.items() if not is_right]


def main():
    check, *lessons = sys.argv[1:]
    missing = [module for module in NEEDED.get(check, ()) if not importlib.util.find_spec(module)]
    if missing:
        print(f"skipped: Python's {', '.join(missing)} are not here (packages-docs.txt, packages-python.txt)")
        return 77
    if check in ("page", "run"):
        faults = [
            fault for lesson in lessons for fault in {"page": check_page, "run": run_notebook}[check](lesson)
        ]
    else:
        faults = {"notebooks": check_notebooks, "prove": prove}[check]()
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
