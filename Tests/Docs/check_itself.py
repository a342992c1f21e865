#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_docs.py and check_doors.py find what is wrong: a page with a fault of each kind, and what is said of it.

    check_itself.py --root SOURCE --unbraid PROGRAM [--build FOLDER]

With a build folder: the ways into the program instead of the rest.
"""
import argparse
import sys
import tempfile
from pathlib import Path

import check_docs
import check_doors

PAGE = """# Page

[a missing file](missing.md), [a missing heading](#nowhere), [one that exists](#page), `unbraid inspect NAME --colour`

    unbraid inspect no-such-dictionary
    unbraid inspect speech --colour blue
    unheard-of-program

    not a command, but a formula

    $ unbraid inspect speech-plain
    sources     nothing of the kind

```sh
false
```
"""

EXPECTED = {
    check_docs.check_links: ["no such file: missing.md", "no such heading: #nowhere"],
    check_docs.check_commands: ["README.md: unbraid inspect: no option --colour", "README.md:5: ", "README.md:6: ",
                                "README.md:6: ", "README.md:7: ", "README.md:11: ", "README.md:15: "],
}

# What stands in README.md, what stands in its place then, and what is said of that way.
CLOSED = [("voice", "unbraid separate call.wav --only speech", "unbraid separate call.wav --only nobody", "exit code 2"),
          ("voice", "--only speech --reduction -20", "--without speech --reduction 0", "are gained"),
          ("voice", "### Clean my voice", "### Clean", "no section 'Clean my voice'"),
          ("filter", "Docs/Calls.md#a-filter-for-pipewire-and-ffmpeg", "Docs/Calls.md", "no link to"),
          ("plugin", "--preset release --target install-plugins", "--preset none --target install-plugins", "names no preset"),
          ("plugin", "--target install-plugins", "--target no-install-plugins", "exit code 1"),
          ("browser", "cmake --build --preset serve-web", "make serve-web", "no command of CMake"),
          ("python", 'unbraid.separate(samples, 48000, "speech")', 'unbraid.separate(samples, 48000, "none")', "none")]


def closed_doors(root, build, unbraid):
    """A line for each way that is closed and not found to be so."""
    faults = []
    for door, stands, instead, said in CLOSED:
        docs = check_docs.Docs(root, unbraid)
        text = docs.texts["README.md"]
        docs.texts["README.md"] = text.replace(stands, instead)
        try:
            check_doors.DOORS[door](docs, build)
        except check_doors.Fault as fault:
            if stands in text and said in str(fault):
                continue
            faults.append(f"{door}, with {instead!r}: {fault}")
        else:
            faults.append(f"{door}, with {instead!r}: nothing is found")
    return faults


# Figures of README.md that others take the place of, and what is said then.
STALE = [("to 10.7 dB SI-SDR", "to 10.6 dB SI-SDR", "10.6 where"), ("weak: 2.6 dB", "weak: 1.5 dB", "1.5 where"),
         ("goes from 4.1", "goes up, from 4.1", ""), ("`band` gains", "`band` wins", "no sentence")]


def stale_figures(root, unbraid):
    """A line for each figure that is another than the table's and not found to be so."""
    faults = []
    for stands, instead, said in STALE:
        docs = check_docs.Docs(root, unbraid)
        docs.texts["README.md"] = docs.texts["README.md"].replace(stands, instead)
        found = check_docs.check_front(docs)
        if len(found) != bool(said) or not all(said in fault for fault in found):
            faults.append(f"front, with {instead!r}: {found}")
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--unbraid", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.build:
        faults = closed_doors(arguments.root.resolve(), arguments.build.resolve(), arguments.unbraid.resolve())
        print(*faults, sep="\n")
        return bool(faults)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("README.md", "CONTRIBUTING.md"):
            (root / name).write_text(PAGE if name == "README.md" else "# Empty\n")
        (root / "Docs").mkdir()
        (root / "Resources").symlink_to(arguments.root.resolve() / "Resources")
        docs = check_docs.Docs(root, arguments.unbraid.resolve())
        docs.texts = {page: text for page, text in docs.texts.items() if not page.startswith("Resources")}
        for check, expected in EXPECTED.items():
            found = check(docs)
            if len(found) != len(expected) or not all(part in fault for part, fault in zip(expected, found)):
                print(f"{check.__name__} finds", *found, "where it should find", *expected, sep="\n")
                return 1
    faults = stale_figures(arguments.root.resolve(), arguments.unbraid.resolve())
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
