# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare_filter.py FILTERED CLEANED: a recording filtered live, in 16 bits and late by 20 ms, is what `unbraid separate` makes of it."""
import sys

import numpy

LATENCY_SECONDS = 0.02
MOST_DB = -80.0  # two roundings to 16 bits differ by -96 dB or less


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    form = data.index(b"fmt ") + 8
    kind, channels = numpy.frombuffer(data[form:form + 4], "<u2")
    rate = int(numpy.frombuffer(data[form + 4:form + 8], "<u4")[0])
    bits = int(numpy.frombuffer(data[form + 14:form + 16], "<u2")[0])
    at = data.index(b"data", form) + 8
    size = int(numpy.frombuffer(data[at - 4:at], "<u4")[0])
    body = data[at:at + size]
    if bits == 24:
        triples = numpy.frombuffer(body, "u1").reshape(-1, 3).astype("i4")
        sound = ((triples[:, 0] << 8 | triples[:, 1] << 16 | triples[:, 2] << 24) >> 8) / 2.0**23
    else:
        is_real = bits == 32 and kind != 1
        sound = numpy.frombuffer(body, "<f4") if is_real else numpy.frombuffer(body, f"<i{bits // 8}") / 2.0 ** (bits - 1)
    return sound.reshape(-1, int(channels))[:, 0], rate


filtered, rate = read(sys.argv[1])
cleaned, same_rate = read(sys.argv[2])
assert rate == same_rate, (rate, same_rate)
latency = round(LATENCY_SECONDS * rate)
length = len(filtered) - latency
difference = filtered[latency:] - cleaned[:length]
level_db = 20 * numpy.log10(abs(difference).max() + 1e-12)
print(f"{length / rate:.1f} s: at most {level_db:.0f} dB between the filter and the program")
assert abs(cleaned).max() > 0.05, "the program's result is silent"
assert level_db < MOST_DB, level_db
