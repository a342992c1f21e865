#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the mean of dictionaries of one shape that were trained from the same weights on: it errs less on sounds that none
of them met than each of them does (Wortsman et al. 2022)."""

import argparse
import json
import struct
import sys
from pathlib import Path

import numpy as np

KIND = {"F32": np.float32}


def read(path):
    """(what stands before the tensors, {tensor: [values, first byte]}, the bytes of the tensors) of a safetensors file."""
    content = Path(path).read_bytes()
    first = 8 + struct.unpack("<Q", content[:8])[0]
    header, body = json.loads(content[8:first]), content[first:]
    header.pop("__metadata__", None)
    tensors = {}
    for name, about in header.items():
        begin, end = about["data_offsets"]
        tensors[name] = (np.frombuffer(body[begin:end], KIND[about["dtype"]]).reshape(about["shape"]), begin)
    return content[:first], tensors, bytearray(body)


def average(paths, like=None):
    """The bytes of the mean; all but the weights is as in the dictionary `like`, or as in the first. ValueError when the shapes differ."""
    before, tensors, body = read(like or paths[0])
    averaged = [read(path)[1] for path in paths]
    for name, (values, begin) in tensors.items():
        if any(name not in one or one[name][0].shape != values.shape for one in averaged):
            raise ValueError(f"the dictionaries differ in shape ({name})")
        mean = np.mean([one[name][0] for one in averaged], axis=0, dtype=np.float64).astype(values.dtype)
        body[begin:begin + mean.nbytes] = mean.tobytes()
    return before + body


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionaries", nargs="+", type=Path)
    parser.add_argument("--like", type=Path, help="dictionary that gives all but the weights, as the latency modes; the first when left out")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.out.exists():
        sys.exit(f"The file is there already; nothing was written. ({arguments.out})")
    part = arguments.out.with_name(arguments.out.name + ".part")
    part.write_bytes(average(arguments.dictionaries, arguments.like))
    part.replace(arguments.out)


if __name__ == "__main__":
    main()
