#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an unfolded dictionary with the matrices of its networks at a low rank, each the product of two smaller ones (Xue, Li & Gong 2013), and
prints what that would save. The file has the products themselves, so that it loads everywhere; only the scores tell.

    compress.py speech.safetensors --keep 0.95 --out smaller.safetensors
    compress.py speech.safetensors --curve VOICES NOISES UNBRAID   the table of Docs/Unfolded.md: scores on what omlsa.py --table mixes

A matrix [m x n] is brought to the rank at which KEEP of its squared singular values are left (or to --rank), if its two factors then have fewer
entries than it."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

import omlsa
from average import before_tensors, read

KINDS = {"float16": "F16", "float32": "F32", "int32": "I32"}
KEEPS = 0.999, 0.99, 0.97, 0.95, 0.9, 0.8
SCORED = "ceiling fan", "rain", "restaurant", "traffic", "train"


def low_rank(values, keep=None, rank=None):
    """A matrix of lower rank, and that rank; the matrix itself, and None, where factors would have no fewer entries."""
    left, scales, right = np.linalg.svd(values.astype(np.float64), full_matrices=False)
    if rank is None:
        energy = np.cumsum(scales ** 2) / (scales ** 2).sum()
        rank = int(np.searchsorted(energy, keep)) + 1
    if rank * sum(values.shape) >= values.size:
        return values, None
    return ((left[:, :rank] * scales[:rank]) @ right[:rank]).astype(values.dtype), rank


def is_network(name, values):
    return values.ndim == 2 and name.startswith(("encoder.", "refiner.")) and name.endswith(".weight")


def compressed(path, keep=None, rank=None):
    """The bytes of the dictionary, and of each matrix of its networks (name, shape, rank or None)."""
    before, tensors, _ = read(path)
    header, body, changes = {"__metadata__": json.loads(before[8:])["__metadata__"]}, b"", []
    for name, (values, _) in sorted(tensors.items(), key=lambda tensor: tensor[1][1]):
        if is_network(name, values):
            values, found = low_rank(values, keep, rank)
            changes.append((name, values.shape, found))
        header[name] = {"dtype": KINDS[values.dtype.name], "shape": values.shape, "data_offsets": [len(body), len(body) + values.nbytes]}
        body += values.tobytes()
    return before_tensors(header) + body, changes


def entries(changes):
    """(of all matrices, of what stands for them)."""
    return (sum(m * n for _, (m, n), _ in changes), sum(rank * (m + n) if rank else m * n for _, (m, n), rank in changes))


def mixtures(voices, noises):
    """(voice, noisy) pairs, as omlsa.py --table mixes them at 0 and 5 dB."""
    voices = omlsa.voices_of(voices, omlsa.NUM_VOICES)
    for name in SCORED:
        noise = omlsa.read(next(noises.glob(omlsa.NOISES[name] + ".*")))
        for snr in omlsa.MIX_DB:
            for i, voice in enumerate(voices):
                yield voice, omlsa.mixed(voice, noise, i, snr)


def score(unbraid, dictionary, pairs):
    """Mean SI-SDR."""
    found = []
    for voice, noisy in pairs:
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "noisy.wav"
            soundfile.write(path, noisy, omlsa.NARROW, subtype="FLOAT")
            found.append(omlsa.si_sdr(voice, omlsa.by_dictionary(unbraid, path, dictionary, ()), omlsa.NARROW))
    return np.mean(found)


def curve(dictionary, voices, noises, unbraid):
    pairs = list(mixtures(Path(voices), Path(noises)))
    print("| kept | entries of the networks | SI-SDR |\n|---|---|---|")
    print(f"| all | {entries(compressed(dictionary, 1.0)[1])[0]} | {score(unbraid, dictionary, pairs):.2f} |", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for keep in KEEPS:
            path = Path(scratch) / "smaller.safetensors"
            content, changes = compressed(dictionary, keep)
            path.write_bytes(content)
            print(f"| {keep} | {entries(changes)[1]} | {score(unbraid, path, pairs):.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--keep", type=float, default=0.95, help="share of the squared singular values")
    parser.add_argument("--rank", type=int)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--curve", nargs=3, metavar=("VOICES", "NOISES", "UNBRAID"))
    arguments = parser.parse_args()
    if arguments.curve:
        curve(arguments.dictionary, *arguments.curve)
        return
    if not arguments.out:
        parser.error("--out or --curve is needed")
    if arguments.out.exists():
        sys.exit(f"The file is there already; nothing was written. ({arguments.out})")
    content, changes = compressed(arguments.dictionary, arguments.keep, arguments.rank)
    for name, (m, n), rank in changes:
        print(f"{name}: {m} x {n}, " + (f"rank {rank}, {rank * (m + n)} of {m * n} entries" if rank else "as it was"))
    print("{1} of {0} entries are left".format(*entries(changes)))
    part = arguments.out.with_name(arguments.out.name + ".part")
    part.write_bytes(content)
    part.replace(arguments.out)


if __name__ == "__main__":
    main()
