# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates of stems without a model: the mixture, fixed bands, harmonic/percussive separation off line; and oracle masks,
made from the true stems. Each returns {stem: samples [frames x channels]}."""

import numpy as np
from scipy.ndimage import median_filter
from scipy.signal import butter, istft, sosfiltfilt, stft

BANDS_HZ = {"vocals": (150, 4000), "bass": (None, 350), "other": (200, 4000),
            "guitar": (150, 6000), "piano": (80, 2500)}  # the best of 20 on development songs
WINDOW = 2048           # samples, 46 ms at 44.1 kHz
FITTED, HOP = 31, 512   # frames or bins of a median, as in librosa; samples between its frames


def mixture(mixed, stems):
    return dict.fromkeys(stems, mixed)


def fixed_bands(mixed, stems, rate):
    """Zero-phase band-passes; drums have no band of their own."""
    return {name: banded(mixed, rate, *BANDS_HZ[name]) for name in stems if name in BANDS_HZ}


def banded(samples, rate, low, high):
    kind = "bandpass" if low and high else "lowpass"
    limits = [low, high] if low else high
    return sosfiltfilt(butter(2, limits, kind, fs=rate, output="sos"), samples, axis=0)


def spectra(samples, hop, window=WINDOW):
    """[channels x bins x frames]"""
    return stft(samples.T, nperseg=window, noverlap=window - hop)[2]


def masked(spectrum, mask, length, hop, window=WINDOW):
    samples = istft(spectrum * mask, nperseg=window, noverlap=window - hop)[1]
    return samples.T[:length]


def harmonic_percussive(mixed, stems):
    """Fitzgerald 2010: medians along time and frequency; drums are the percussive part, the others the harmonic one."""
    spectrum = spectra(mixed, HOP)
    magnitude = np.abs(spectrum).mean(axis=0).astype(np.float32)
    harmonic, percussive = (median_filter(magnitude, size) ** 2 for size in ((1, FITTED), (FITTED, 1)))
    mask = percussive / (harmonic + percussive + 1e-20)
    drums = masked(spectrum, mask, len(mixed), HOP)
    return {name: drums if name == "drums" else mixed - drums for name in stems}


def oracle(mixed, stems, window=WINDOW, hop=WINDOW // 2):
    """Wiener masks of the true stems."""
    powers = {name: (np.abs(spectra(samples, hop, window)) ** 2).sum(axis=0) for name, samples in stems.items()}
    total = sum(powers.values()) + 1e-20
    spectrum = spectra(mixed, hop, window)
    return {name: masked(spectrum, power / total, len(mixed), hop, window) for name, power in powers.items()}
