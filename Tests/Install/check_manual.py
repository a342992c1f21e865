# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_manual.py FOLDER UNBRAID: what the commands of UNBRAID take stands in the manual pages and completions of FOLDER, which
the shells and man read without a complaint, and bash completes by."""
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "Resources/Manual"))
import help_text

folder, unbraid = Path(sys.argv[1]), sys.argv[2]
if not (folder / "made").exists():
    print("skipped: the manual was not built")
    sys.exit()
problems = []


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def page(name):
    path = folder / "man1" / f"{name}.1"
    text = path.read_text() if path.exists() else gzip.open(f"{path}.gz", "rt").read()
    if shutil.which("man"):
        warned = subprocess.run(
            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", "-"], input=text, capture_output=True, text=True
        ).stderr
        if warned:
            problems.append(f"{name}.1: {warned.strip()}")
    return text.replace("\\-", "-")


def complete(*words):
    """What bash offers for the last of these words."""
    line = " ".join(f"'{word}'" for word in words)
    script = f'. "{folder}/unbraid.bash"; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _unbraid; echo "${{COMPREPLY[@]}}"'
    return said("bash", "-c", script).split()


def expect(condition, text):
    if not condition:
        problems.append(text)


overview = page("unbraid")
listed = said(unbraid, "--help").partition("Subcommands:\n")[2].partition("\n\n")[0]
commands = re.findall(r"^  (\S+) ", listed, re.M)
expect(len(commands) >= 11, f"only these commands were found: {commands}")
fish, zsh = (folder / "unbraid.fish").read_text(), (folder / "_unbraid").read_text()
for command in commands:
    expect(f"unbraid-{command}" in overview, f"unbraid.1 does not name {command}")
    if command == "live":
        continue
    text = page(f"unbraid-{command}")
    options = sorted(set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", said(unbraid, command, "--help"), re.M)))
    offered = complete("unbraid", command, "--")
    for option in options:
        expect(f"\\fB{option}\\fR" in text, f"unbraid-{command}.1 does not explain {option}")
        expect(option in offered, f"bash does not complete {command} {option}")
        expect(f"from {command}' -l {option[2:]} " in fish or f"-s h -l {option[2:]} " in fish, f"fish: {command} {option}")
        expect(f"{option}[" in zsh, f"zsh: {command} {option}")

expect(complete("unbraid", "sep") == ["separate"], "bash does not complete a command")
with_choices = [option for option in help_text.ask(unbraid, "separate").options if option.choices]
for option in with_choices:
    offered = complete("unbraid", "separate", "a.wav", option.names[-1], "")
    expect(sorted(offered) == sorted(option.choices), f"bash completes {option.names[-1]} by {offered}")
dictionaries = json.loads(said(unbraid, "dictionaries", "--json"))["dictionaries"]
sources = {entry["name"]: entry["sources"] for entry in dictionaries}
os.environ["PATH"] = f"{Path(unbraid).parent}{os.pathsep}{os.environ['PATH']}"  # completions ask the program
names = complete("unbraid", "separate", "--dictionary", "")
expect(sorted(names) == sorted(sources), f"bash completes --dictionary by {names}")
for words, name in ((("--dictionary", "band"), "band"), (("--dictionary", "=", "drums"), "drums"), ((), "speech")):
    for option in ("--only", "--without"):
        offered = complete("unbraid", "separate", "a.wav", *words, option, "")
        expect(offered == sources[name], f"bash completes {option} of {name} by {offered}")
expect(complete("unbraid", "separate", "--dictionary", "band", "--only", "dr") == ["drums"], "bash completes no beginning of a source")
if shutil.which("fish"):
    line = f"source {folder}/unbraid.fish; complete -C 'unbraid separate --dictionary band --only '"
    values = [line.split("\t")[0] for line in said("fish", "--no-config", "-c", line).splitlines()]
    expect(sorted(values) == sorted(sources["band"]), f"fish completes --only by {values}")
expect(complete("unbraid", "separate", "a.wa") == [], "bash does not leave files to itself")
for shell, file in (("bash", "unbraid.bash"), ("zsh", "_unbraid"), ("fish", "unbraid.fish")):
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n", folder / file], capture_output=True, text=True)
        expect(checked.returncode == 0 and not checked.stderr, f"{shell}: {checked.stderr}")
for option in with_choices if shutil.which("fish") else []:
    line = f"source {folder}/unbraid.fish; complete -C 'unbraid separate {option.names[-1]} '"
    values = [line.split("\t")[0] for line in said("fish", "--no-config", "-c", line).splitlines()]
    expect(values == sorted(option.choices), f"fish completes {option.names[-1]} by {values}")
sys.exit("\n".join(problems) or None)
