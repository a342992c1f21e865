#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes of the voices of a folder those that a dictionary that learns voices trains on: of somebody with one recording, that
recording is cut in two at its quietest place near the middle, so that one half can be mixed and the other enrolled.
Recordings of one person have one name up to the last underscore; the rest is linked.

    enrolment_voices.py corpora/full_band/voice_train corpora/full_band/voice_pairs"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile

from sounds import framed

SHORTEST = 3.6  # seconds of a recording that is cut
MIDDLE = (0.4, 0.6)  # of the recording: there it is cut


def speakers(folder):
    """{person: recordings}"""
    found = defaultdict(list)
    for path in sorted(folder.glob("*.flac")):
        found[path.stem.rpartition("_")[0]].append(path)
    return found


def quietest(samples, rate):
    """Where to cut: the middle of the quietest 20 ms near the middle of a sound."""
    frame = rate // 50
    powers = framed(samples, rate)
    first, end = (int(share * len(powers)) for share in MIDDLE)
    return int((first + np.argmin(powers[first:end]) + 0.5) * frame)


def cut_in_two(path, out):
    samples, rate = soundfile.read(path)
    at = quietest(samples, rate)
    for letter, part in (("a", samples[:at]), ("b", samples[at:])):
        soundfile.write(out / f"{path.stem}{letter}.flac", part, rate)


def make(folder, out):
    """How many people there are, and how many with two recordings before and afterwards."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.flac"):
        old.unlink()
    people = speakers(folder)
    had = sum(len(recordings) > 1 for recordings in people.values())
    num_cut = 0
    for recordings in people.values():
        if len(recordings) == 1 and soundfile.info(recordings[0]).duration >= SHORTEST:
            cut_in_two(recordings[0], out)
            num_cut += 1
            continue
        for path in recordings:
            (out / path.name).symlink_to(path.resolve())
    return len(people), had, had + num_cut


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    people, had, have = make(arguments.voices, arguments.out)
    print(f"{people} people, {had} with two recordings or more before, {have} now")


if __name__ == "__main__":
    main()
