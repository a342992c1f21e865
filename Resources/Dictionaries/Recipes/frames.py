# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spectra of a sound by sine windows, and the sound of spectra."""

import numpy as np


def sine_window(length):
    return np.sin(np.pi * (np.arange(length) + 0.5) / length)


def frames_of(samples, length, hop):
    """Windowed frames' spectra, complex [frames, bins]; the first ends with the first `hop` samples."""
    window, padded = sine_window(length), np.pad(samples, (length - hop, length))
    starts = range(0, len(padded) - length + 1, hop)
    return np.array([np.fft.rfft(window * padded[start:start + length]) for start in starts])


def sound_of(spectra, count, length, hop):
    """The inverse of `frames_of`, so many samples: squares of the window sum to length / (2 hop)."""
    window, sound = sine_window(length), np.zeros(hop * (len(spectra) - 1) + length)
    for number, spectrum in enumerate(spectra):
        sound[number * hop:number * hop + length] += window * np.fft.irfft(spectrum, length)
    return (sound * 2 * hop / length)[length - hop:length - hop + count]
