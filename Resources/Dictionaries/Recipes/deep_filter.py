# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signal processing around the network of DeepFilterNet 3 (Schroeter, Rosenkranz, Escalante-B. and Maier 2023): frames
of 20 ms at 48 kHz, features, gains of 32 ERB bands, and below 4.8 kHz a complex filter of five frames."""

import numpy as np
from scipy.signal import lfilter

RATE, FRAME, HOP = 48000, 960, 480
BINS, BANDS, MIN_BINS = FRAME // 2 + 1, 32, 2
FILTERED, ORDER, LOOK_AHEAD = 96, 5, 2  # bins that are filtered; frames of a filter, and how many of them lie ahead
FORGETTING = 0.99                       # of a frame, in the running means
FIRST_MEANS_DB, FIRST_UNITS = (-60, -90), (1e-3, 1e-4)
SPREAD_DB = 40


def erb_rate(hertz):
    """Glasberg and Moore 1990."""
    return 9.265 * np.log1p(hertz / (24.7 * 9.265))


def band_widths():
    """Bins of each band, evenly spaced in ERB-rate, MIN_BINS at least; what a band takes too much, the next lacks."""
    rates = np.linspace(0, erb_rate(RATE / 2), BANDS + 1)[1:]
    ends = np.round(24.7 * 9.265 * np.expm1(rates / 9.265) / (RATE / FRAME)).astype(int)
    widths, before, excess = [], 0, 0
    for end in ends:
        wanted = end - before - excess
        excess = max(0, MIN_BINS - wanted)
        widths.append(wanted + excess)
        before = end
    widths[-1] += BINS - sum(widths)
    return np.array(widths)


def running_mean(values, first):
    """Along the frames, forgetting; `first` is what it begins at."""
    return lfilter([1 - FORGETTING], [1, -FORGETTING], values, axis=0, zi=FORGETTING * first[None])[0]


def ahead(values):
    """Frame t + LOOK_AHEAD in place of frame t, nothing at the end."""
    return np.pad(values[LOOK_AHEAD:], [(0, LOOK_AHEAD)] + [(0, 0)] * (values.ndim - 1))


class DeepFilter:
    """`apply` makes an estimate of a mixture at 48 kHz with the help of a network."""

    def __init__(self):
        phase = np.pi * (np.arange(FRAME) + 0.5) / FRAME
        self.window = np.sin(np.pi / 2 * np.sin(phase) ** 2)  # Vorbis
        self.widths = band_widths()
        self.starts = np.cumsum(self.widths) - self.widths

    def spectra(self, samples):
        """[frames x bins]; the first frame is half before the first sample."""
        count = -(-len(samples) // HOP) + 1
        padded = np.pad(samples, (HOP, (count + 1) * HOP - HOP - len(samples)))
        frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP][:count]
        return np.fft.rfft(frames * self.window, axis=1) / FRAME

    def samples(self, spectra, length):
        frames = np.fft.irfft(spectra * FRAME, FRAME, axis=1) * self.window
        halves = frames.reshape(len(frames), 2, HOP)
        return (halves[1:, 0] + halves[:-1, 1]).ravel()[:length]

    def features(self, spectra):
        """What the network reads: levels of the bands, then real and imaginary parts of the filtered bins, each over its
        running mean, as one row of numbers."""
        power = np.add.reduceat(np.abs(spectra) ** 2, self.starts, axis=1) / self.widths
        levels = 10 * np.log10(power + 1e-10)
        levels = (levels - running_mean(levels, np.linspace(*FIRST_MEANS_DB, BANDS))) / SPREAD_DB
        low = spectra[:, :FILTERED]
        low = low / np.sqrt(running_mean(np.abs(low), np.linspace(*FIRST_UNITS, FILTERED)))
        levels, low = ahead(levels), ahead(low)
        return np.concatenate([part.ravel() for part in (levels, low.real, low.imag)])

    def filtered(self, spectra, coefficients):
        """The low bins of each frame as a sum over five frames around it."""
        padded = np.pad(spectra[:, :FILTERED], ((ORDER - 1 - LOOK_AHEAD, LOOK_AHEAD), (0, 0)))
        return sum(padded[tap:tap + len(spectra)] * coefficients[:, :, tap] for tap in range(ORDER))

    def apply(self, samples, network):
        """network  maps `features` to gains [frames x bands] and coefficients [frames x bins x taps x 2], in one row"""
        spectra = self.spectra(samples)
        answer = network(self.features(spectra))
        gains = answer[:len(spectra) * BANDS].reshape(-1, BANDS)
        coefficients = answer[len(spectra) * BANDS:].reshape(len(spectra), FILTERED, ORDER, 2)
        found = spectra * np.repeat(gains, self.widths, axis=1)
        found[:, :FILTERED] = self.filtered(spectra, coefficients[..., 0] + 1j * coefficients[..., 1])
        return self.samples(found, len(samples))
