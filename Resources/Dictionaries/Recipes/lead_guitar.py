# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lead guitars, which are most easily taken for a voice: single notes with slides, bends and vibrato, and the pedals whose resonances lie
where a voice has its formants, wah-wah and talk box."""

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import istft, stft

from sampler import RELEASE, put, released

VOWELS = np.array([(730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240)])  # Hz; Peterson & Barney 1952
FRAME, HOP = 1024, 256
BETWEEN = 0.05         # of full level, far from every formant
SLIDES, BENDS = 0.35, 0.25  # shares of the notes
NO_PEDAL, WAH = 0.4, 0.35  # shares of the leads; the others have a talk box


def bent(draw, seconds, from_before, rate):
    """The frequency of a note over its own at each sample: it may slide from where the last one was, or be bent up to its pitch, and swings once it is held.
    from_before  semitones from this note to the one before"""
    time = np.arange(int(seconds * rate)) / rate
    semitones = np.zeros(len(time))
    kind = draw.random()
    if kind < SLIDES:
        semitones += np.clip(from_before, -5, 5) * np.maximum(0, 1 - time / draw.uniform(0.03, 0.15))
    elif kind < SLIDES + BENDS:
        held, rising = draw.uniform(0, 0.15), draw.uniform(0.08, 0.3)
        semitones -= draw.choice((1, 2, 2, 3)) * np.clip(1 - (time - held) / rising, 0, 1)
    begins = draw.uniform(0.1, 0.5)
    depth = draw.uniform(0.1, 0.7) * np.clip((time - begins) / 0.2, 0, 1)
    return 2 ** ((semitones + depth * np.sin(2 * np.pi * draw.uniform(4.5, 7) * (time - begins))) / 12)


def play(rng, draw, sampler, notes, second, length):
    """`length` samples of a line, each note ended by the next; `second` is a tick in seconds."""
    out, before = np.zeros(length), None
    for note, following in zip(notes, [*notes[1:], None]):
        ticks = note.ticks if following is None else min(note.ticks, following.tick - note.tick)
        seconds = max(0.05, ticks * second)
        sound, recorded = sampler.nearest(rng, note.pitch)
        curve = bent(draw, seconds + RELEASE, 0 if before is None else before - note.pitch, sampler.rate)
        places = np.cumsum(2 ** ((note.pitch - recorded) / 12) * curve)
        sound = np.interp(places, np.arange(len(sound)), sound, right=0)
        sound = released(sound, int(seconds * sampler.rate), int(RELEASE * sampler.rate))
        put(out, note, sound, second, sampler.rate)
        before = note.pitch
    return out


def through_formants(samples, hertz, widths, rate):
    """Through resonances that move.
    hertz  [frames of `frames_of` x formants]"""
    bins, _, spectrum = stft(samples, rate, nperseg=FRAME, noverlap=FRAME - HOP)
    distance = (bins[:, None, None] - hertz[None]) / (widths / 2)
    gains = BETWEEN + (1 / (1 + distance ** 2)).max(axis=2)
    return istft(spectrum * gains[:, :spectrum.shape[1]], rate, nperseg=FRAME, noverlap=FRAME - HOP)[1][:len(samples)]


def frames_of(samples):
    return len(samples) // HOP + 3


def wah(draw, samples, rate):
    """A resonance that a foot or the loudness moves between 400 Hz and 2.2 kHz."""
    if draw.random() < 0.5:
        loudness = np.sqrt(np.maximum(0, uniform_filter1d(np.square(samples), int(0.05 * rate))))[::HOP]  # its running sum rounds
        moved = np.interp(np.arange(frames_of(samples)), np.arange(len(loudness)), loudness / (loudness.max() + 1e-12)) ** 0.5
    else:
        moved = 0.5 - 0.5 * np.cos(2 * np.pi * draw.uniform(0.4, 4) * np.arange(frames_of(samples)) * HOP / rate + draw.uniform(0, 6))
    return through_formants(samples, 400 * (2200 / 400) ** moved[:, None], np.array([draw.uniform(120, 350)]), rate)


def talk_box(draw, samples, rate):
    """The formants of vowels that follow one another, as a player's mouth makes them."""
    spoken = []
    while len(spoken) < frames_of(samples):
        spoken += [VOWELS[draw.integers(len(VOWELS))]] * max(1, int(draw.uniform(0.08, 0.5) * rate / HOP))
    moved = uniform_filter1d(np.array(spoken[:frames_of(samples)], float), max(1, int(0.08 * rate / HOP)), axis=0)
    return through_formants(samples, moved * draw.uniform(0.9, 1.2), np.array([90, 110, 170]), rate)


def through_pedal(draw, samples, rate):
    kind = draw.random()
    if kind < NO_PEDAL:
        return samples
    return wah(draw, samples, rate) if kind < NO_PEDAL + WAH else talk_box(draw, samples, rate)
