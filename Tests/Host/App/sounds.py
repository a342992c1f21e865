# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds as lists of floats: WAV files, another rate, and the same sound found again in a recording."""

import array
import itertools
import math
import operator
import wave

RATE = 48000  # of sinks, devices and scores; the recording has a third of it
UPSAMPLING = 3
HOP = 48  # of envelopes, samples
SEGMENT = RATE // 4  # what is aligned as one
SETTLING = 3 * SEGMENT  # in which the noise is learned again
SILENCE = 64  # samples of exactly zero that no room has
DRIFT = 64  # samples by which a piece may lie elsewhere than the one before: servers play a little faster or slower
LIKE = 0.9  # cosine of a piece to the same one offline; above it also for a sound that is merely passed on


def read_wave(path):
    """The first channel of 16 bits, as floats."""
    with wave.open(path) as file:
        return [x / 32768.0 for x in array.array("h", file.readframes(file.getnframes()))[::file.getnchannels()]]


def write_wave(path, samples):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array.array("h", (max(-32768, min(32767, round(32768.0 * x))) for x in samples)))


def upsample(samples):
    """At RATE: a sinc under a Hann window, as long as 16 samples on each side."""
    reach = 16
    padded = [0.0] * reach + samples + [0.0] * reach
    phases = []
    for phase in range(UPSAMPLING):
        taps = []
        for tap in range(2 * reach):
            x = tap - reach + 1 - phase / UPSAMPLING
            window = 0.5 + 0.5 * math.cos(math.pi * x / reach)
            taps.append(window * (1.0 if x == 0.0 else math.sin(math.pi * x) / (math.pi * x)))
        phases.append(taps)
    return [sum(map(operator.mul, padded[n + 1:n + 1 + 2 * reach], taps))
            for n in range(len(samples)) for taps in phases]


def product(one, other):
    return sum(map(operator.mul, one, other))


def likeness(one, other):
    """The cosine between two sounds."""
    energy = product(one, one) * product(other, other)
    return product(one, other) / math.sqrt(energy) if energy > 0.0 else 0.0


def is_whole(wanted, recorded):
    """The same sound, without a block of silence in it."""
    runs = itertools.groupby(recorded, lambda sample: sample == 0.0)
    longest = max((len(list(run)) for is_zero, run in runs if is_zero), default=0)
    return longest < SILENCE and likeness(wanted, recorded) >= LIKE


def envelope(samples):
    return [sum(map(abs, samples[n:n + HOP])) for n in range(0, len(samples) - HOP, HOP)]


def best_start(wanted, recorded, first, last):
    """Where the wanted sound begins in what was recorded: by envelopes first, then sample by sample."""
    first, last = max(0, first), max(0, min(last, len(recorded) - len(wanted)))
    slow = envelope(wanted)
    mean = sum(slow) / len(slow)
    centred = [x - mean for x in slow]
    slow_recorded = envelope(recorded[first:last + len(wanted)])
    starts = range(max(1, len(slow_recorded) - len(slow)))
    coarse = first + HOP * max(starts, key=lambda at: product(centred, slow_recorded[at:at + len(centred)]))
    few = wanted[::4]
    near = range(max(first, coarse - 2 * HOP), min(last, coarse + 2 * HOP) + 1)
    return max(near, key=lambda at: product(few, recorded[at:at + len(wanted):4]), default=coarse)


def find_segments(wanted, recorded):
    """Pairs of where a loud piece of the voice lies in it and in what was recorded, and the share of such pieces that
    were found. After a dropout all lies elsewhere; pieces with a dropout in them are left out, and those right after
    it, since its silence is heard as a room without noise."""
    starts = range(0, len(wanted) - SEGMENT, SEGMENT)
    energies = {n: product(wanted[n:n + SEGMENT], wanted[n:n + SEGMENT]) for n in starts}
    loud = [n for n in starts if energies[n] > 0.01 * max(energies.values())]
    delay = best_start(wanted[:4 * RATE], recorded, 0, len(recorded))
    found = []
    disturbed = None  # where the newest dropout was
    for n in loud:
        piece = wanted[n:n + SEGMENT]
        at = n + delay
        if not is_whole(piece, recorded[at:at + SEGMENT]):
            at = best_start(piece, recorded, at - DRIFT, at + DRIFT)
            delay = at - n
        if not is_whole(piece, recorded[at:at + SEGMENT]):
            disturbed = n
            at = best_start(piece, recorded, at - RATE // 4, at + RATE // 2)
            if likeness(piece, recorded[at:at + SEGMENT]) >= LIKE:
                delay = at - n
        elif disturbed is None or n - disturbed > SETTLING:
            found.append((n, at))
    return found, len(found) / len(loud)
