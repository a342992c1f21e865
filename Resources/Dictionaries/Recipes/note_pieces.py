#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays piano pieces for two hands on recordings of single notes, such as notes/test/maestro of notes_corpus.py, to score
transcription on: OUT/PIECE.wav and OUT/PIECE.mid, by seed. The pieces are composed as those of render_hands.py (Tests/Quality/Material),
and none is one of them.

    note_pieces.py corpora/notes/test/maestro --out pieces
    unbraid transcribe pieces --reference pieces --out found --table found.csv"""

import argparse
import sys
from pathlib import Path

import numpy as np
import soundfile

from sounds import resample
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402
import render_hands  # noqa: E402
from composer import BAR  # noqa: E402

RATE = 44100
TOLERANCE = 0.05  # s between a note and the one that is found
FIRST = 4  # piece: render_hands.py plays those before
RELEASE = 0.06  # s in which a damped note falls to 1/e
PEAK = 0.7


class Piano:
    """Recordings of single notes, by pitch and velocity."""

    def __init__(self, folder):
        self.paths = {tuple(map(int, path.stem.split("-"))): path for path in folder.glob("*.flac")}
        if not self.paths:
            raise SystemExit(f"{folder} holds no notes")
        self.read = {}

    def nearest(self, pitch, velocity):
        """Pitch and velocity of the nearest recording in pitch, then in velocity."""
        return min(self.paths, key=lambda key: (abs(key[0] - pitch), abs(key[1] - velocity)))

    def note(self, pitch, velocity):
        """The nearest recording, moved to the pitch."""
        nearest = self.nearest(pitch, velocity)
        moved = pitch - nearest[0]
        if (nearest, moved) not in self.read:
            samples, rate = soundfile.read(self.paths[nearest])
            self.read[nearest, moved] = resample(samples, round(rate * 2 ** (moved / 12)), RATE)
        return self.read[nearest, moved]


def performed(tracks, draw, leading):
    """The same notes with a dynamic that swells, the leading hand above the other, and no two strokes alike."""
    base, depth, bars, phase = draw.uniform(45, 80), draw.uniform(10, 25), draw.uniform(4, 12), draw.uniform(0, 2 * np.pi)
    lead = draw.uniform(0, 12)

    def velocity(note, hand):
        swell = depth * np.sin(2 * np.pi * note.tick / (bars * BAR) + phase)
        return int(np.clip(base + swell + (lead if hand == leading else -lead) + draw.gauss(0, 8), 12, 118))
    return [track._replace(notes=[note._replace(velocity=velocity(note, hand)) for note in track.notes])
            for hand, track in enumerate(tracks)]


def found_and_true(found, true):
    """Pairs of a note that was found, with `begin` and `pitch`, and the one that was played, (onset in s, pitch, ...)."""
    left, pairs = list(true), []
    for note in found:
        near = [one for one in left if one[1] == note.pitch and abs(one[0] - note.begin) <= TOLERANCE]
        if near:
            nearest = min(near, key=lambda one: abs(one[0] - note.begin))
            left.remove(nearest)
            pairs.append((note, nearest))
    return pairs


def key_up(note, pedals):
    """The tick at which a note's damper falls: no earlier than the pedal that holds it comes up."""
    end = note.tick + note.ticks
    return max([end, *(up for down, up in pedals if down <= end < up)])


def play(piano, tempo, tracks):
    seconds = 60 / tempo / midi.TICKS  # of a tick
    last = max(key_up(note, track.pedals) for track in tracks for note in track.notes)
    sound = np.zeros(round((last * seconds + 2) * RATE))
    for track in tracks:
        for note in track.notes:
            samples = piano.note(note.pitch, note.velocity).copy()
            held = round((key_up(note, track.pedals) - note.tick) * seconds * RATE)
            samples[held:] *= np.exp(-np.arange(max(0, len(samples) - held)) / (RELEASE * RATE))
            first = round(note.tick * seconds * RATE)
            samples = samples[:len(sound) - first]
            sound[first:first + len(samples)] += samples
    return PEAK / np.abs(sound).max() * sound


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=8)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    piano = Piano(options.notes)
    for number in range(FIRST, FIRST + options.pieces):
        tempo, tracks = render_hands.compose(number)
        name = f"{options.notes.name}-{number}"
        soundfile.write(options.out / f"{name}.wav", play(piano, tempo, tracks), RATE, subtype="PCM_16")
        (options.out / f"{name}.mid").write_bytes(midi.midi_file(tempo, tracks))


if __name__ == "__main__":
    main()
