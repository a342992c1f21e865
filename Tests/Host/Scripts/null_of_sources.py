#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""null_of_sources.py FILE: a 32-bit float WAV of the input, Mix, Source 1 and Source 2. Exit 1 unless all of them sound
and the sources sum to the input, late by some samples, below -120 dB of full scale."""
import array
import math
import sys

LONGEST_DELAY = 12000  # samples: the plugin and some periods of the server
NULL_DB = -120.0


def read_channels(path, count):
    with open(path, "rb") as file:
        content = file.read()
    start = content.index(b"data") + 8
    samples = array.array("f", content[start:start + (len(content) - start) // (4 * count) * 4 * count])
    return [samples[channel::count] for channel in range(count)]


def level_db(samples):
    return 10.0 * math.log10(sum(x * x for x in samples) / len(samples) + 1e-30)


dry, mix, first, second = read_channels(sys.argv[1], 4)
begin, length = len(dry) // 2, 24000
parts = {"input": dry, "Mix": mix, "Source 1": first, "Source 2": second}
levels = {name: level_db(samples[begin:begin + length]) for name, samples in parts.items()}
print(", ".join(f"{name} {level:.1f} dB" for name, level in levels.items()))


def rest_db(delay, count):
    return level_db([first[i] + second[i] - dry[i - delay] for i in range(begin, begin + count)])


delay = min(range(LONGEST_DELAY), key=lambda samples: rest_db(samples, 100))
rest = rest_db(delay, length)
print(f"Source 1 + Source 2 - input: {rest:.1f} dB, {delay} samples late")
sys.exit(0 if rest < NULL_DB and min(levels.values()) > -80.0 else 1)
