#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes short songs of a band by seed and renders each part of it: what unfolded dictionaries of instruments learn from.

    render_songs.py FOLDER MULDJORD [--songs N] [--first N]

    FOLDER/<nnn>/{vocals,drums,bass,other}.wav, whichever there are; vocals are a choir's

All sound is 44.1 kHz, one channel, 16 bits. Instruments are those that presets.py keeps for training, and kits of
recorded hits: kits.py, and the folder MULDJORD. Needs Debian's fluidsynth, fluid-soundfont-gm, sox and
sonic-pi-samples.
"""
import argparse
import random
from array import array
from pathlib import Path

from composer import Harmony
from fluid import ROOMS, check_fonts, write_mono
from kits import kits, play
from presets import SONGS, TRAIN
from render_material import scaled, sound, tracks_of

BARS = 4
COMPANY = ("piano", "piano", "guitar", "guitar", "guitar", "organ", "strings", "winds")
LEVELS = {"drums": 2, "bass": 0}  # dB; all others -2
OWN = {"drums": "drums", "bass": "bass", "vocals": "voice"}  # files; all else is `other`


def added(stems):
    return array("h", (max(-32767, min(32767, sum(samples))) for samples in zip(*stems)))


def cast_of(rng):
    """Who plays: drums and bass mostly, one or two others, a choir now and then."""
    cast = [source for source in ("drums", "bass") if rng.random() < 0.9]
    cast += sorted(set(rng.choices(COMPANY, k=2)))
    return cast + ["voice"] * (rng.random() < 0.25)


def parts(folder, rng, cast, recorded):
    """The sound of everyone, at levels relative to each other."""
    harmony = Harmony(rng, BARS)
    room = rng.choice(list(ROOMS))
    presets = {source: rng.choice(TRAIN[source] + SONGS.get(source, [])) for source in cast}
    tracks = tracks_of(rng, cast, presets.values(), harmony, room)
    stems = {}
    for source in cast:
        if source == "drums" and rng.random() < 0.75:
            stems[source] = play(rng, rng.choice(recorded), harmony.tempo, BARS)
        else:
            stems[source] = sound(folder, harmony.tempo, tracks[source], presets[source], room)
    levels = {source: LEVELS.get(source, -2) + rng.uniform(-4, 4) for source in cast}
    return scaled(stems, levels)


def grouped(stems):
    """The files of a song: name -> samples."""
    files = {name: stems[source] for name, source in OWN.items() if source in stems}
    others = [samples for source, samples in stems.items() if source not in OWN.values()]
    return {**files, "other": added(others)} if others else files


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("muldjord", type=Path)
    parser.add_argument("--songs", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="to go on, or for several at once")
    arguments = parser.parse_args()
    check_fonts(["fluid"])
    recorded = kits(arguments.muldjord)
    for n in range(arguments.first, arguments.songs):
        folder = arguments.folder / f"{n:03}"
        folder.mkdir(parents=True, exist_ok=True)
        rng = random.Random(f"song {n}")
        for name, samples in grouped(parts(folder, rng, cast_of(rng), recorded)).items():
            write_mono(folder / f"{name}.wav", samples)


if __name__ == "__main__":
    main()
