#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists recordings that are in two sets of folders at once, whatever their level, format and start: the same sound is
often in several repositories. Compares how the levels of eight bands change, at every offset."""

import argparse
from pathlib import Path

import numpy as np
import soundfile

from sounds import NARROW

FRAME, HOP = 512, 256      # samples at 16 kHz
EDGES_HZ = np.array([100, 200, 400, 800, 1500, 2500, 3500, 5000, 7000])
MAX_FRAMES = 15000         # 4 minutes
SIZE = 32768               # of the transform: two such recordings do not wrap
MIN_OVERLAP = 3 * NARROW // HOP
QUIET, LARGEST = 1e-3, 2.5  # of a band's loud frames; deviations: pauses are alike everywhere
MIN_SOUND = 0.3            # of the energy that frames of unit deviation have: silence is no match
ALIKE = 0.5                # correlation; unrelated recordings stay below .3


def fingerprint(path):
    """[bands x frames], changes of level from frame to frame, each band of unit deviation."""
    samples, _ = soundfile.read(path, dtype="float32")
    starts = np.arange(0, len(samples) - FRAME + 1, HOP)[:MAX_FRAMES]
    frames = samples[starts[:, None] + np.arange(FRAME)] * np.hanning(FRAME).astype(np.float32)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    edges = (EDGES_HZ * FRAME / NARROW).astype(int)
    bands = np.stack([power[:, low:high].sum(axis=1) for low, high in zip(edges, edges[1:])])
    floor = QUIET * np.percentile(bands, 90, axis=1, keepdims=True) + 1e-12
    change = np.diff(np.log(np.maximum(bands, floor)), axis=1)
    change /= change.std(axis=1, keepdims=True) + 1e-9
    return np.clip(change, -LARGEST, LARGEST).astype(np.float32)


def spectrum(print_):
    return np.fft.rfft(print_, SIZE, axis=1).astype(np.complex64)


def likeness(first, second, first_spectrum, second_spectrum):
    """The highest correlation over all offsets at which MIN_OVERLAP frames or more lie over each other."""
    across = np.fft.irfft((first_spectrum * second_spectrum.conj()).sum(axis=0), SIZE)
    best = 0.0
    for offsets, one, other in (
        (np.arange(0, first.shape[1] - MIN_OVERLAP), first, second),
        (-np.arange(1, max(1, second.shape[1] - MIN_OVERLAP)), second, first),
    ):
        if len(offsets) == 0:
            continue
        start = np.abs(offsets)
        end = np.minimum(one.shape[1], start + other.shape[1])
        energy = np.concatenate([[0], np.cumsum((one ** 2).sum(axis=0))])
        others = np.concatenate([[0], np.cumsum((other ** 2).sum(axis=0))])
        norm = np.sqrt((energy[end] - energy[start]) * others[end - start]) + 1e-9
        enough = (end - start >= MIN_OVERLAP) & (norm > MIN_SOUND * len(first) * (end - start))
        if enough.any():
            best = max(best, float((across[offsets] / norm)[enough].max()))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", nargs="+", type=Path, required=True, help="folders that stay as they are")
    parser.add_argument("--judged", nargs="+", type=Path, required=True, help="folders whose twins are listed")
    arguments = parser.parse_args()
    judged = [path for folder in arguments.judged for path in sorted(folder.glob("*.flac"))]
    prints = [fingerprint(path) for path in judged]
    spectra = [spectrum(print_) for print_ in prints]
    for path in (path for folder in arguments.kept for path in sorted(folder.glob("*.flac"))):
        kept = fingerprint(path)
        kept_spectrum = spectrum(kept)
        for other, print_, its_spectrum in zip(judged, prints, spectra):
            alike = likeness(kept, print_, kept_spectrum, its_spectrum)
            if alike > ALIKE:
                print(f"{other}\t{path}\t{alike:.2f}", flush=True)


if __name__ == "__main__":
    main()
