#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the dictionary whose weights are the means of those of dictionaries of one shape, such as the results of runs that
went on from one another (Izmailov et al. 2018). What is known of the last of them is kept; its command gets those of all."""

import argparse
import json
import os
import shlex
import struct
from pathlib import Path

import numpy as np

ALIGNMENT = 8  # of a safetensors header, bytes


def read(path):
    """(metadata, {name: matrix}, in the order of the file) of a dictionary."""
    content = Path(path).read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    metadata = header.pop("__metadata__")
    values = content[8 + size:]

    def matrix(entry):
        begin, end = entry["data_offsets"]
        return np.frombuffer(values[begin:end], "<f4").reshape(entry["shape"])
    return metadata, {name: matrix(entry) for name, entry in header.items()}


def mean_of(dictionaries):
    """{name: matrix} of the means; ValueError where shapes differ."""
    shapes = [{name: matrix.shape for name, matrix in one.items()} for one in dictionaries]
    if any(other != shapes[0] for other in shapes):
        raise ValueError("these dictionaries are of different shapes")
    return {name: np.mean([one[name] for one in dictionaries], axis=0, dtype=np.float64).astype("<f4")
            for name in dictionaries[0]}


def write(path, metadata, matrices):
    """Whole, or not at all."""
    header, at = {"__metadata__": metadata}, 0
    for name, matrix in matrices.items():
        header[name] = {"dtype": "F32", "shape": list(matrix.shape), "data_offsets": [at, at + matrix.nbytes]}
        at += matrix.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    temporary = path.with_name(path.name + ".partial")
    temporary.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(m.tobytes() for m in matrices.values()))
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionaries", nargs="+", help="files of one shape")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    arguments = parser.parse_args()
    read_ones = [read(path) for path in arguments.dictionaries]
    own = shlex.join([Path(__file__).name, *arguments.dictionaries, "--out", str(arguments.out)])
    try:
        matrices = mean_of([matrices for _, matrices in read_ones])
    except ValueError as error:
        parser.error(str(error))
    commands = [metadata["command"] for metadata, _ in read_ones]
    write(arguments.out, {**read_ones[-1][0], "command": " && ".join([*commands, own])}, matrices)


if __name__ == "__main__":
    main()
