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

SLOW_MEMORY = "encoder.slow."  # its tensors begin so
LONG_WINDOW = ".long.weight"   # its tensors end so
KIND = {"F32": np.float32, "F16": np.float16, "I32": np.int32, "F64": np.float64}


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


def before_tensors(header):
    """The length of the header and its text, padded so that tensors begin at a multiple of 8 bytes."""
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def written(metadata, arrays):
    """The bytes of a safetensors file. arrays: {tensor: values of a type of KIND}, in the order in which they are kept."""
    header, body = {"__metadata__": metadata}, b""
    names = {np.dtype(kind): name for name, kind in KIND.items()}
    for name, values in arrays.items():
        header[name] = {"dtype": names[values.dtype], "shape": values.shape, "data_offsets": [len(body), len(body) + values.nbytes]}
        body += values.tobytes()
    return before_tensors(header) + body


def with_modes(before, modes):
    """What stands before the tensors, of a dictionary that serves these latency modes."""
    header = json.loads(before[8:])
    header["__metadata__"]["modes"] = json.dumps(list(modes), separators=(",", ":"))
    return before_tensors(header)


def own_or_silent(name, values, tensors):
    """The values of a dictionary; where it lacks the slow memory or the long window of the first one, of one that adds nothing."""
    if name in tensors:
        return tensors[name][0]
    if name.endswith(LONG_WINDOW):
        return np.zeros_like(values)
    if not name.startswith(SLOW_MEMORY):
        return None
    return np.zeros_like(values) if name.endswith("output.weight") else values


def average(paths, modes=()):
    """The bytes of the mean; all else is as in the first, but for the latency modes, where some are named. A later one may lack
    the slow memory or the long window of the first. ValueError when the shapes differ."""
    before, tensors, body = read(paths[0])
    others = [read(path)[1] for path in paths]
    for name, (values, begin) in tensors.items():
        averaged = [own_or_silent(name, values, one) for one in others]
        if any(one is None or one.shape != values.shape for one in averaged):
            raise ValueError(f"the dictionaries differ in shape ({name})")
        mean = np.mean(averaged, axis=0, dtype=np.float64).astype(values.dtype)
        body[begin:begin + mean.nbytes] = mean.tobytes()
    return (with_modes(before, modes) if modes else before) + body


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionaries", nargs="+", type=Path, help="dictionaries; one is written as it is")
    parser.add_argument("--modes", nargs="+", choices=("low", "balanced", "high"), default=(),
                        help="latency modes that the mean serves; those of the first dictionary when left out")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.out.exists():
        sys.exit(f"The file is there already; nothing was written. ({arguments.out})")
    part = arguments.out.with_name(arguments.out.name + ".part")
    part.write_bytes(average(arguments.dictionaries, arguments.modes))
    part.replace(arguments.out)


if __name__ == "__main__":
    main()
