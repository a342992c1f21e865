# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Noises: long recordings as they are, short ones strung together with random pauses."""

import random
import re
from collections import defaultdict
from math import ceil

import numpy as np

from sounds import decode, joined, master_rate, resample, trimmed, write

LONG = 6.0            # s: from here on a recording is a file of its own
SHORTEST = 0.03       # s
MAX_SECONDS = 120.0
STRING_SECONDS = 40.0
MAX_REPEATS = 6


class NoiseCutter:
    """Cuts the recordings of one source. Settings (`cut` of the table's row): `seconds` at most of each
    recording, `pauses` between strung ones (s, from and to), `spread` of their levels (dB, up and down), `even`
    to bring them to one level first, `strokes` to cut each recording at its pauses."""

    def __init__(self, folder, source, known):
        self.folder, self.source, self.known = folder, source, known
        self.short = defaultdict(list)

    def add(self, content, match):
        settings = self.source.cut
        samples, rate = decode(content, mix=True)
        master = master_rate(rate)
        if master is None:
            raise ValueError("below 16 kHz")
        samples = samples[:int(settings.get("seconds", MAX_SECONDS) * rate)]
        samples = trimmed(resample(samples, rate, master))
        if len(samples) < SHORTEST * master or np.abs(samples).max() < 1e-3:
            raise ValueError("silent or too short")
        group = match.groupdict().get("group") or "all"
        if settings.get("strokes"):
            self.short[group, master] += strokes(samples, master)
        elif len(samples) >= LONG * master:
            self.write(match["name"], samples, master)
        else:
            self.short[group, master].append(samples)

    def write(self, name, samples, rate):
        plain = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-")[:80]
        write(self.folder, f"{self.source.name}_{plain}.flac", samples, rate)

    def finish(self):
        """Strings what is short together: each recording is in one file, in several where there are few."""
        settings = self.source.cut
        for (group, rate), takes in sorted(self.short.items(), key=lambda item: item[0]):
            draw = random.Random(f"{self.source.name} {group} {rate}")
            takes = [leveled(take) for take in takes] if settings.get("even") else takes
            low, high = settings.get("pauses", (0.05, 0.6))
            spread = settings.get("spread", 6.0)
            total = sum(len(take) / rate + (low + high) / 2 for take in takes)
            order = draw.sample(takes, len(takes)) * min(MAX_REPEATS, ceil(STRING_SECONDS / total))
            for number, part in enumerate(shared_out(order, rate, (low + high) / 2)):
                self.write(f"{group}-{number}", strung(part, rate, draw, (low, high), spread), rate)


def shared_out(takes, rate, pause):
    """Lists of takes that last STRING_SECONDS or more each; the last may be shorter."""
    part, seconds = [], 0.0
    for take in takes:
        part.append(take)
        seconds += len(take) / rate + pause
        if seconds >= STRING_SECONDS:
            yield part
            part, seconds = [], 0.0
    if part and seconds > 1.5:
        yield part


def strung(takes, rate, draw, pauses, spread):
    """One take after another with random pauses and levels."""
    parts = []
    for take in takes:
        parts += [take * 10 ** (draw.uniform(-spread, spread) / 20), np.zeros(int(draw.uniform(*pauses) * rate))]
    return np.concatenate(parts)


def leveled(take):
    """To -26 dB RMS, by 26 dB at most and not above full scale."""
    gain = min(20.0, 0.05 / (np.sqrt(np.mean(take ** 2)) + 1e-9))
    return take * min(gain, 0.9 / np.abs(take).max())


def strokes(samples, rate):
    """The strokes of a keyboard or steps of a floor in a recording, cut where it is quiet for 80 ms."""
    envelope = np.convolve(np.abs(samples), np.ones(rate // 100) / (rate // 100), "same")
    sounding = np.flatnonzero(envelope > max(0.02 * envelope.max(), 1e-4))
    pieces = np.split(sounding, np.flatnonzero(np.diff(sounding) > 0.08 * rate) + 1)
    return [samples[max(0, piece[0] - rate // 100):piece[-1] + rate // 25] for piece in pieces if len(piece) > rate // 100]
