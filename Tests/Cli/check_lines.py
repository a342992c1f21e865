#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command line of lines.py in a folder of its own.

    check_lines.py --root SOURCE --unbraid PROGRAM [--only TEXT]

A line that fails must give its exit code and one line on standard error that says why, write nothing and lose nothing; a
line that works must write what it says and leave the inputs as they were. Exit 1 with a line for each fault.
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lines
import material

SECONDS = 60  # for one line


def hashes(folder):
    """Of every file below the folder, hidden ones too."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def environment(folder, arguments):
    own = {"HOME": str(folder.parent / "home"), "U": str(arguments.unbraid), "TMPDIR": str(folder.parent),
           "UNBRAID_DICTIONARIES": str(arguments.root / "Resources/Dictionaries")}
    return {**os.environ, **own, "XDG_DATA_HOME": ""}


def faults_of_files(line, before, after, folder):
    faults = [f"{name} was lost or changed" for name, value in before.items()
              if after.get(name) != value and name not in line.replaces]
    new = sorted(set(after) - set(before))
    if line.code and new:
        faults.append(f"left {', '.join(new)} behind")
    for name, kind in line.makes.items():
        content = (folder / name).read_bytes() if (folder / name).is_file() else None
        if content is None:
            faults.append(f"did not write {name}")
        elif material.kind_of(content) != kind:
            faults.append(f"{name} is {material.kind_of(content)}, not {kind}")
    unexpected = [name for name in new if name not in line.makes]
    if line.makes and unexpected:
        faults.append(f"also wrote {', '.join(unexpected)}")
    return faults


def faults_of_text(line, done):
    faults = []
    if done.returncode != line.code:
        faults.append(f"exit code {done.returncode}, not {line.code}")
    if not re.search(line.says, done.stderr.decode(errors="replace")):
        faults.append(f"does not say /{line.says}/")
    if not re.search(line.prints.encode(), done.stdout):
        faults.append(f"does not print /{line.prints}/")
    if line.code and (done.stderr.count(b"\n") != 1 or not done.stderr.startswith(b"unbraid: ")):
        faults.append("is not one line from unbraid")
    if not line.code and not line.says and done.stderr:
        faults.append("says something though all is well")
    return faults


def check(line, arguments):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        material.lay_out(folder, arguments.root)
        before = hashes(folder)
        done = subprocess.run(["bash", "-c", line.script], cwd=folder, env=environment(folder, arguments),
                              timeout=SECONDS, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        faults = faults_of_text(line, done) + faults_of_files(line, before, hashes(folder), folder)
        said = done.stderr.decode(errors="replace").strip()
        return [f"{line.script}\n    {fault}; it said: {said}" for fault in faults]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--unbraid", type=Path, required=True)
    parser.add_argument("--only", default="", help="lines that contain this")
    arguments = parser.parse_args()
    chosen = [line for line in lines.LINES if arguments.only in line.script]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        faults = [fault for found in pool.map(lambda line: check(line, arguments), chosen) for fault in found]
    print("\n".join(faults) if faults else f"{len(chosen)} command lines end as they should, and nothing is lost.")
    return 1 if faults or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
