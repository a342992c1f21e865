#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the recordings of MAPS (Emiya, Badeau & David 2010) with their notes from a clone of github:jongwook/onsets-and-frames, to score
transcription on: OUT/PIECE.flac and OUT/PIECE.mid. `ENSTDk` are those of a Disklavier, a real piano whose keys a computer moved, close (Cl)
and in its room (Am); the others are software pianos. MAPS is CC BY-NC-SA: nothing is trained on it, nothing of it is passed on.

    piano_recordings.py onsets-and-frames --pianos ENSTDkCl ENSTDkAm --out maps
    unbraid transcribe maps --reference maps --out found --table found.csv"""

import argparse
import csv
import io
import math
import random
import sys
from pathlib import Path, PurePosixPath

import numpy as np
import soundfile

from note_networks import TESTED, through
from note_pieces import PEAK, RATE
from repositories import Repository
from sounds import resample
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402


def midi_of(table, seconds):
    """The MIDI file of a table of onset, offset (s), pitch and velocity, with a line of names above; of its first seconds."""
    rows = (map(float, row) for row in csv.reader(table.decode().splitlines()[1:], delimiter="\t"))
    return midi.timed_file([(onset, min(offset, seconds) - onset, pitch, velocity)
                            for onset, offset, pitch, velocity in rows if onset < seconds])


def first_seconds(content, seconds):
    samples, rate = soundfile.read(io.BytesIO(content))
    return samples[:int(min(seconds * rate, len(samples)))], rate


def by_phone(name, samples, rate):
    """As a phone's microphone has them; the phone is drawn by name."""
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    heard = through(TESTED, random.Random(f"phone {name}"), resample(mono, rate, RATE))
    return PEAK / np.abs(heard).max() * heard, RATE


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--pianos", nargs="+", default=["ENSTDkCl", "ENSTDkAm"])
    parser.add_argument("--seconds", type=float, default=math.inf, help="of each piece, from its beginning; all by default")
    parser.add_argument("--phones", action="store_true", help="each played through a phone, as the test pieces of note_networks.py")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    repository = Repository(options.repository)
    options.out.mkdir(parents=True, exist_ok=True)
    sounds = [path for path in repository.paths() if path.endswith(tuple(f"_{piano}.flac" for piano in options.pianos))]
    for path, content in repository.read(sorted(sounds)):
        name = PurePosixPath(path).stem
        [(_, table)] = repository.read([f"data/MAPS/tsv/matched/{name}.tsv"])
        sound = first_seconds(content, options.seconds)
        soundfile.write(options.out / f"{name}.flac", *(by_phone(name, *sound) if options.phones else sound))
        (options.out / f"{name}.mid").write_bytes(midi_of(table, options.seconds))


if __name__ == "__main__":
    main()
