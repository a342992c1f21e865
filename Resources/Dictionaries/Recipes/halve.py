#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a dictionary with the matrices of its networks in 16 bits, in half the room. Atoms stay as they are, since their sums are
checked, and so do vectors, which are small."""

import argparse
import json
import re
import sys
from pathlib import Path

import numpy as np

from average import read, written

ATOMS = re.compile(r"W|W\.tails|layers\.\d+\.W")


def halve(path):
    """The bytes of the dictionary in half the room. ValueError where a number is too large for 16 bits."""
    before, tensors, _ = read(path)
    arrays = {}
    for name, (values, _) in sorted(tensors.items(), key=lambda tensor: tensor[1][1]):
        if values.ndim > 1 and not ATOMS.fullmatch(name):
            if np.abs(values).max() > np.finfo(np.float16).max:
                raise ValueError(f"a number is too large for 16 bits ({name})")
            values = values.astype(np.float16)
        arrays[name] = values
    return written(json.loads(before[8:])["__metadata__"], arrays)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.out.exists():
        sys.exit(f"The file is there already; nothing was written. ({arguments.out})")
    part = arguments.out.with_name(arguments.out.name + ".part")
    part.write_bytes(halve(arguments.dictionary))
    part.replace(arguments.out)


if __name__ == "__main__":
    main()
