#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sounds of this folder: recordings of Resources/Audio, separated by the shipped dictionaries.

    make_sounds.py UNBRAID    UNBRAID: the program to separate with

Each recording has a folder, with a 16-bit FLAC file for each source. Needs Debian's sox. Tests/Docs separates the
recordings again and fails where a dictionary gives something else than what is kept here; then run this, and listen.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
AUDIO = HERE.parents[1] / "Resources/Audio"


def main(unbraid):
    for sound in json.loads((HERE / "sounds.json").read_text()):
        with tempfile.TemporaryDirectory() as folder:
            options = [option.replace("AUDIO", str(AUDIO)) for option in sound["options"]]
            subprocess.run([unbraid, "separate", AUDIO / f"{sound['recording']}.flac", *options, "--out", folder], check=True)
            (HERE / sound["recording"]).mkdir(exist_ok=True)
            for source in sound["sources"]:
                subprocess.run(["sox", "-D", f"{folder}/{sound['recording']}.{source}.wav", "-b", "16",
                                HERE / sound["recording"] / f"{source}.flac"], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
