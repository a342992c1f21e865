#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learns how hard the notes of a piano are struck from what their beginnings add to the spectrum: the constants of
Source/Core/Transcription/NoteLoudness.cpp. Plays the pieces of render_hands.py with dynamics of their own on sampled pianos (Debian's
fluid-soundfont-gm, musescore-general-soundfont-lossless, timgm6mb-soundfont), learns from the notes that transcription finds in them,
prints the correlation of each piano's velocities when the others taught, and then the constants. Needs the Python package `unbraid`."""

import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import unbraid

from note_pieces import found_and_true, performed
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import fluid  # noqa: E402
import midi  # noqa: E402
import render_hands  # noqa: E402

PIANOS = (("muse", 0), ("tim", 0), ("fluid", 0), ("fluid", 1)) # font, program
PIECES, TAKES = 4, 6 # every second one in a room
WINDOW, FALL = .096, .010 # s: piano-notes in the mode balanced, see Window.h
KNOWN, BEFORE = .0425, .0025 # s from the onset to the end of the frame that tells of it, and back to that of the last one without it
PARTIALS, STIFFNESS, NEAR = 8, 4e-4, .35 / 12
REGIONS = ((30, 250), (250, 1000), (1000, 3000), (3000, 10000)) # Hz
LEAST_RISE, NOTHING = .01, 1e-10
PENALTY = 100 # of squared weights of standardised features


def window(rate):
    """Rises over the old samples, falls over the newest."""
    count, fall = int(WINDOW * rate), int(FALL * rate)
    rise = np.sin(.5 * np.pi * (np.arange(count - fall) + .5) / (count - fall))
    return np.concatenate([rise, np.sin(.5 * np.pi * (np.arange(fall) + .5) / fall)[::-1]])


def decibels(power):
    return 10 * np.log10(power + NOTHING)


class Spectra:
    """Power spectra of frames that end at a moment."""

    def __init__(self, sound, rate):
        self.window = window(rate)
        self.sound = np.concatenate([np.zeros(len(self.window)), sound, np.zeros(len(self.window))])
        self.rate = rate
        self.hz = np.fft.rfftfreq(len(self.window), 1 / rate)

    def ending(self, seconds):
        count = len(self.window)
        end = min(len(self.sound), max(count, int(seconds * self.rate) + count))
        return np.abs(np.fft.rfft(self.sound[end - count:end] * self.window)) ** 2 / count


def features(spectra, onset, pitch):
    """Rise of the partials, height, its square, rises of the regions, levels of them. [11]"""
    now = spectra.ending(onset + KNOWN)
    rise = np.maximum(now - spectra.ending(onset - BEFORE), LEAST_RISE * now)
    step, partials = spectra.hz[1], 0
    for k in range(1, PARTIALS + 1):
        hz = 440 * 2 ** ((pitch - 69) / 12) * k * np.sqrt((1 + STIFFNESS * k * k) / (1 + STIFFNESS))
        bins = rise[int(hz * 2 ** -NEAR / step):int(np.ceil(hz * 2 ** NEAR / step)) + 1]
        partials += bins.max() if bins.size and hz < REGIONS[-1][1] else 0
    height = (pitch - 60) / 24
    regions = [(spectra.hz >= low) & (spectra.hz < high) for low, high in REGIONS]
    return np.array([decibels(partials), height, height ** 2, *(decibels(rise[region].sum()) for region in regions),
                     *(decibels(now[region].sum()) for region in regions)])


def piece(folder, font, program, n, take):
    """Features and velocities of a piece, without their means: those are the recording's. [notes x 11], [notes]"""
    draw = random.Random(f"velocities {font} {program} {n} {take}")
    tempo, tracks = render_hands.compose(n)
    tracks = [track._replace(program=program) for track in performed(tracks, draw, take // 2 % 2)]
    path = folder / "piece.wav"
    fluid.render(font, midi.midi_file(tempo, tracks), path, "small" if take % 2 else "dry")
    sound = np.array(fluid.read_mono(path), np.float32) / 32768
    seconds = 60 / tempo / midi.TICKS
    true = [(note.tick * seconds, note.pitch, note.velocity) for track in tracks for note in track.notes]
    pairs = found_and_true(unbraid.transcribe(sound, fluid.RATE), true)
    spectra = Spectra(sound, fluid.RATE)
    x = np.array([features(spectra, note.begin, note.pitch) for note, _ in pairs])
    y = np.array([played[2] for _, played in pairs], float)
    return x - x.mean(0), y - y.mean()


def fitted(pieces):
    """Ridge regression. -> [11] weights"""
    x, y = (np.concatenate(parts) for parts in zip(*pieces))
    scale = x.std(0)
    x = x / scale
    return np.linalg.solve(x.T @ x + PENALTY * np.eye(x.shape[1]), x.T @ y) / scale


def main():
    fluid.check_fonts({font for font, _ in PIANOS})
    with tempfile.TemporaryDirectory() as scratch:
        pieces = {piano: [piece(Path(scratch), *piano, n, take) for n in range(PIECES) for take in range(TAKES)] for piano in PIANOS}
    for font in sorted({font for font, _ in PIANOS}):
        weights = fitted([one for piano in PIANOS if piano[0] != font for one in pieces[piano]])
        found = [np.corrcoef(x @ weights, y)[0, 1] for piano in PIANOS if piano[0] == font for x, y in pieces[piano]]
        print(f"{font}, taught by the others: correlation {np.mean(found):.2f}, least {min(found):.2f}")
    weights = fitted(sum(pieces.values(), []))
    for name, values in zip(("partials", "pitch", "pitch squared", "rise of regions", "levels of regions"),
                            np.split(weights, (1, 2, 3, 7))):
        print(f"{name}: {', '.join(f'{value:.2f}' for value in values)}")


if __name__ == "__main__":
    main()
