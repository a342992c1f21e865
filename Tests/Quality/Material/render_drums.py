#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders drum loops with true stems by fluidsynth: the development set of the `drums` dictionaries.

    render_drums.py FOLDER        writes FOLDER/<kit>_<n>/{kick,snare,hi-hat}.wav, always the same

Needs Debian's fluidsynth, fluid-soundfont-gm and musescore-general-soundfont-lossless. None of it ships.
"""
import random
import sys
from pathlib import Path

from composer import beat
from fluid import check_fonts, render
from midi import DRUM_CHANNEL, Track, midi_file

FONTS = ("fluid", "muse")
PROGRAMS = {"standard": 0, "room": 8, "power": 16, "jazz": 32}
BARS = 3
TEMPI = (85, 130)


def main(folder):
    check_fonts(FONTS)
    rng = random.Random(1)
    for font in FONTS:
        for kit, program in PROGRAMS.items():
            for n in range(2):
                target = Path(folder) / f"{font}-{kit}_{n}"
                target.mkdir(parents=True, exist_ok=True)
                tempo = rng.randint(*TEMPI)
                for name, notes in beat(rng, BARS).items():
                    render(font, midi_file(tempo, [Track(DRUM_CHANNEL, program, notes)]), target / f"{name}.wav")


if __name__ == "__main__":
    main(sys.argv[1])
