# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays notes on instruments of recorded notes, a file each, named after its pitch (a1_p_rr2, D_3vH, LEVEL1 CLOSE 66)."""

import re

import numpy as np
import soundfile
from scipy.signal import resample_poly

from songs import in_stereo

STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
RELEASE = 0.12  # s
OFFSETS = {"bass_swag": -12, "bass_pasta": -12, "bass_growly": -12, "alto_sax": 12}  # semitones, where their c4 is not 60


def pitch_of(name):
    """The MIDI note in a file's name (c4 is 60); None if there is none."""
    if number := re.search(r"(?:^| |_)(\d{2,3})$", name):
        return int(number[1])
    found = re.match(r"(?:\w+_)?([a-g])([b#s_]?)(-?\d)(?=[_v]|$)", name.lower())
    if not found:
        return None
    accidental = {"": 0, "b": -1}.get(found[2], 1)
    return STEPS[found[1]] + accidental + 12 * (int(found[3]) + 1)


class Sampler:
    """The notes of one folder at one rate; in memory, they are read at once."""

    def __init__(self, folder, rate, in_memory=False):
        self.rate, self.notes, self.known = rate, {}, {}
        for path in sorted(folder.glob("*.flac")):
            pitch = pitch_of(path.stem)
            if pitch is not None:
                self.notes.setdefault(pitch + OFFSETS.get(folder.name, 0), []).append(path)
        if not self.notes:
            raise SystemExit(f"{folder} holds no notes")
        if in_memory:
            self.known = {path: self.read(path) for paths in self.notes.values() for path in paths}

    def read(self, path):
        if path in self.known:
            return self.known[path]
        samples, rate = soundfile.read(path, always_2d=True)
        mono = in_stereo(samples)[:, 0]
        first = max(0, int(np.argmax(np.abs(mono) > 0.02 * np.abs(mono).max())) - 64)
        return resample_poly(mono[first:], self.rate // 100, rate // 100)

    def nearest(self, rng, pitch):
        """(the recording that is nearest, its pitch)"""
        nearest = min(self.notes, key=lambda recorded: (abs(recorded - pitch), recorded))
        return self.read(rng.choice(self.notes[nearest])), nearest

    def play(self, rng, notes, second, length):
        """`length` samples; `second` is a tick in seconds."""
        out = np.zeros(length)
        for note in notes:
            sound, nearest = self.nearest(rng, note.pitch)
            sound = moved(sound, 2 ** ((note.pitch - nearest) / 12))
            sound = released(sound, int(note.ticks * second * self.rate), int(RELEASE * self.rate))
            put(out, note, sound, second, self.rate)
        return out


def put(out, note, sound, second, rate):
    """Adds the sound of a note at its time and loudness; `second` is a tick in seconds."""
    first = int(note.tick * second * rate)
    last = min(len(out), first + len(sound))
    out[first:last] += sound[:max(0, last - first)] * (note.velocity / 127) ** 1.5 / (np.abs(sound).max() + 1e-9)


def moved(sound, ratio):
    """Higher and shorter by a ratio of frequencies."""
    return np.interp(np.arange(0, len(sound) - 1, ratio), np.arange(len(sound)), sound)


def released(sound, length, fade):
    """Ended after `length`, over `fade` samples."""
    ended = sound[:length + fade].copy()
    tail = len(ended) - length
    if tail > 0:
        ended[length:] *= np.linspace(1, 0, tail)
    return ended
