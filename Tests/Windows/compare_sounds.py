# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare_sounds.py ONE OTHER DB: the 32-bit float WAVs of two folders, by name. Prints the difference of each pair below the
first; exits 1 where one is above DB, or where names or lengths differ."""
import math, pathlib, sys
import numpy


def samples(path):
    """The data of a WAV by our own writer: its chunk comes last."""
    data = path.read_bytes()
    return numpy.frombuffer(data, "<f4", offset=data.index(b"data") + 8)


def difference_db(one, other):
    power, difference = numpy.sum(one.astype(float) ** 2), numpy.sum((one.astype(float) - other) ** 2)
    return 10.0 * math.log10(difference / power) if difference > 0.0 else -math.inf


def main():
    one, other, most_db = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
    names = sorted(path.name for path in one.iterdir())
    good = names == sorted(path.name for path in other.iterdir()) and names != []
    for name in names if good else []:
        first, second = samples(one / name), samples(other / name)
        found_db = difference_db(first, second) if first.size == second.size else math.inf
        print(f"{name}: {found_db:.1f} dB")
        good = good and found_db < most_db
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
