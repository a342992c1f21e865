#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs another transcriber over recordings with true notes, PIECES/NAME.flac and NAME.mid (piano_recordings.py, note_pieces.py), and scores
the onsets of its notes within 50 ms. What is run is the user's own copy: basicpitch PACKAGE is a folder of npm's @spotify/basic-pitch
(Bittner et al. 2022). Writes OUT/NAME.mid. Needs mido (Debian: python3-mido).

    piano_peers.py basicpitch node_modules/@spotify/basic-pitch maps found-basic-pitch"""

import argparse
import sys
from pathlib import Path

import soundfile

from peers import by_node
from score_hits import f_measure, hits_of, matches
from sounds import resample
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402

RATE = 22050
LOUDEST = 127


def basicpitch(package, path):
    """The notes of a recording at the library's own thresholds: (onset, end, pitch, amplitude) each."""
    samples, rate = soundfile.read(path, always_2d=True)
    return by_node("basicpitch", package, resample(samples.mean(axis=1), rate, RATE)).reshape(-1, 4)


PEERS = {peer.__name__: peer for peer in (basicpitch,)}


def midi_of(notes):
    return midi.timed_file([(onset, end - onset, pitch, max(1, round(LOUDEST * amplitude)))
                            for onset, end, pitch, amplitude in notes])


def counts(true, found):
    """(notes played, notes found, matches) of two MIDI files."""
    played, heard = hits_of(true), hits_of(found)
    matched = sum(matches(onsets, heard[pitch]) for pitch, onsets in played.items())
    return sum(map(len, played.values())), sum(map(len, heard.values())), matched


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("package", type=Path, help="what it is run from")
    parser.add_argument("pieces", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    scores = []
    for true in sorted(options.pieces.glob("*.mid")):
        sound = next(path for path in (true.with_suffix(".flac"), true.with_suffix(".wav")) if path.exists())
        found = options.out / true.name
        found.write_bytes(midi_of(PEERS[options.peer](options.package.resolve(), sound)))
        scores.append(counts(true, found))
        print(f"{true.stem:36}{scores[-1][0]:6} notes  F {f_measure(*scores[-1]):.3f}", flush=True)
    mean = sum(f_measure(*score) for score in scores) / len(scores)
    print(f"{len(scores)} pieces: F {f_measure(*map(sum, zip(*scores))):.3f}, mean {mean:.3f}")


if __name__ == "__main__":
    main()
