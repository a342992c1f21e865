# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drum machines by formula, no two alike: kicks are sines that fall, snares a tone and noise, claps bursts, hi-hats and
cymbals clusters of squares and noise, as in the analogue machines of the eighties."""

import numpy as np
from scipy.signal import butter, sosfilt

SECONDS = {"kick": 0.8, "snare": 0.5, "hi-hat": 0.15, "toms": 0.7, "cymbals": 2.0}
METAL_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)  # squares of the TR-808's cymbals, Werner et al. 2014
TUNED_SECONDS = 1.4  # of a kick that rings at a note
OPEN = 5  # times as long as a closed hi-hat


def fall(draw, rate, seconds, hertz, ratio, sweep, decay):
    """A sine from ratio * hertz down to hertz."""
    time = np.arange(int(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(hertz * (1 + (ratio - 1) * np.exp(-time / sweep))) / rate
    return np.sin(phase + draw.uniform(0, np.pi / 2)) * np.exp(-time / decay)


def filtered(samples, rate, kind, hertz):
    return sosfilt(butter(2, hertz, kind, fs=rate, output="sos"), samples)


def noise(draw, rate, seconds, decay, kind, hertz):
    time = np.arange(int(seconds * rate)) / rate
    return filtered(draw.standard_normal(len(time)), rate, kind, hertz) * np.exp(-time / decay)


def gate(rate, length, seconds, release):
    """Open for `seconds`, then closed within `release`."""
    return np.clip(1 - (np.arange(length) / rate - seconds) / release, 0, 1)


def kick(draw, rate, gated=0.0):
    """Such a share end all at once, as samples do; without one none rings as long."""
    body = fall(draw, rate, SECONDS["kick"], draw.uniform(38, 65), draw.uniform(1.5, 8), draw.uniform(0.005, 0.06),
                draw.uniform(0.06, 0.5 if gated else 0.35))
    click = noise(draw, rate, SECONDS["kick"], 0.003, "lowpass", draw.uniform(1500, 8000))
    hit = np.tanh(draw.uniform(1, 5) * (body + draw.uniform(0, 0.3) * click))
    if gated and draw.random() < gated:
        return hit * gate(rate, len(hit), draw.uniform(0.1, 0.45), draw.uniform(0.005, 0.05))
    return hit


def tuned_kick(draw, rate, hertz):
    """One that falls to the frequency of a note and rings there, as those of the TR-808 that producers tune to the key."""
    body = fall(draw, rate, TUNED_SECONDS, hertz, draw.uniform(1.5, 6), draw.uniform(0.005, 0.04), 10 ** draw.uniform(-0.7, 0))
    click = noise(draw, rate, TUNED_SECONDS, 0.003, "lowpass", draw.uniform(1000, 6000))
    hit = np.tanh(draw.uniform(0.5, 4) * (body + draw.uniform(0, 0.3) * click)) * gate(rate, len(body), TUNED_SECONDS - 0.2, 0.2)
    return hit / np.abs(hit).max()


def snare(draw, rate):
    tone = fall(draw, rate, SECONDS["snare"], draw.uniform(150, 260), draw.uniform(1, 2), 0.02, draw.uniform(0.03, 0.15))
    rattle = noise(draw, rate, SECONDS["snare"], draw.uniform(0.04, 0.2), "highpass", draw.uniform(500, 3000))
    return np.tanh(tone * draw.uniform(0.2, 1) + rattle * draw.uniform(0.2, 0.8))


def clap(draw, rate):
    burst = noise(draw, rate, SECONDS["snare"], draw.uniform(0.05, 0.2), "bandpass", [draw.uniform(600, 1000), 3500])
    out = 0.6 * burst
    for start in np.cumsum(draw.uniform(0.006, 0.014, 3)):
        first = int(start * rate)
        out[first:] += burst[:len(burst) - first] * np.exp(-np.arange(len(burst) - first) / (0.004 * rate))
    return out


def metal(draw, rate, seconds, decay):
    time = np.arange(int(seconds * rate)) / rate
    tune = draw.uniform(0.8, 1.6)
    squares = sum(np.sign(np.sin(2 * np.pi * tune * hertz * time + draw.uniform(0, 6))) for hertz in METAL_HZ)
    hiss = draw.standard_normal(len(time)) * draw.uniform(0.5, 6)
    return filtered(squares + hiss, rate, "highpass", draw.uniform(4000, 8500)) * np.exp(-time / decay)


def kit(seed, rate, gated=0.0):
    """drum -> voices -> hits, each at a peak of one: what render_loops.play plays. `gated` of the kicks end all at once."""
    draw = np.random.default_rng(seed)
    closed = draw.uniform(0.015, 0.06)
    hats = [[metal(draw, rate, SECONDS["hi-hat"] * longer, closed * longer)] for longer in (1, OPEN)]
    toms = [[fall(draw, rate, SECONDS["toms"], hertz * draw.uniform(0.9, 1.1), 1.6, 0.05, 0.2)]
            for hertz in (190, 150, 115, 85)]
    found = {"kick": [[kick(draw, rate, gated)]], "snare": [[(clap if draw.random() < 0.3 else snare)(draw, rate)]], "hi-hat": hats,
             "toms": toms, "cymbals": [[metal(draw, rate, SECONDS["cymbals"], draw.uniform(0.3, 0.8))] for _ in range(2)]}
    return {drum: [[hit / np.abs(hit).max() for hit in hits] for hits in voices] for drum, voices in found.items()}
