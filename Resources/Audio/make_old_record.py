#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ages duo.flac: mono at 22.05 kHz, nothing above 4 kHz, hiss 15 dB and crackle 8 dB below the music. With the true
music, hiss and crackle beside it: the restoration example of Docs/Decompose.md.

    make_old_record.py FOLDER        writes FOLDER/old-record.wav and FOLDER/old-record/*.wav, always the same

Needs Debian's python3-numpy, python3-scipy and python3-soundfile; nobody needs it to build, run or test.
"""
import sys
from pathlib import Path

import numpy as np
import soundfile as sf
from scipy.signal import butter, resample_poly, sosfiltfilt

RATE = 22050
CLICKS_PER_SECOND = 25
CLICK_SAMPLES = 60


def band(samples, low_hz, high_hz, order):
    return sosfiltfilt(butter(order, [low_hz, high_hz], "band", fs=RATE, output="sos"), samples)


def below(samples, music, level_db):
    """The samples so many dB below the music, by root mean square."""
    return samples * np.sqrt((music**2).mean() / (samples**2).mean()) * 10 ** (-level_db / 20)


def crackle(length, rng):
    """Short bursts of noise that die away in a few samples, at random times, some far louder than others."""
    clicks = np.zeros(length)
    for at in rng.integers(0, length - 200, CLICKS_PER_SECOND * length // RATE):
        decay = np.exp(-np.arange(CLICK_SAMPLES) / rng.uniform(3, 12))
        clicks[at : at + CLICK_SAMPLES] += rng.pareto(2.5) * decay * rng.standard_normal(CLICK_SAMPLES)
    return clicks


def main(folder):
    duo, rate = sf.read(Path(__file__).parent / "duo.flac")
    assert rate == 2 * RATE
    music = band(resample_poly(duo.mean(axis=1), 1, 2), 120, 4000, 6)
    rng = np.random.default_rng(1)
    hiss = below(band(rng.standard_normal(len(music)), 60, 7000, 2), music, 15)
    sources = {"music": music, "hiss": hiss, "crackle": below(crackle(len(music), rng), music, 8)}
    mixture = sum(sources.values())
    gain = 0.7 / np.abs(mixture).max()
    (folder / "old-record").mkdir(parents=True, exist_ok=True)
    for name, samples in sources.items():
        sf.write(folder / "old-record" / f"{name}.wav", gain * samples, RATE, subtype="FLOAT")
    sf.write(folder / "old-record.wav", gain * mixture, RATE, subtype="FLOAT")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
