#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an unfolded dictionary whose last source is divided into several, for a training to start from: each of its atoms goes to the source in whose
recordings it is louder than in the others'. The new sources sum to what the old one was, for no other weight changes.

    split_source.py band --into guitar=40 piano=32 other=40 --sounds guitar=A.flac,B.flac piano=C.flac other=D.flac --out band-six.safetensors

Needs NumPy."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from average import read, written

OF_ATOMS = {"W": 1, "output.W": 1, "encoder.output.weight": 0, "encoder.output.bias": 0}  # the dimension of each that counts atoms
NEIGHBOURS = 5  # rows that the refiner sees of each share


def atom_dimension(name):
    if name.startswith("layers."):
        return {"W": 1, "sparsity": 0}.get(name.split(".", 2)[2])
    return OF_ATOMS.get(name)


def loudness(program, dictionary, sounds):
    """The mean activation of each atom in some recordings of one source, of unit sum."""
    means = []
    for sound in sounds:
        with tempfile.TemporaryDirectory() as folder:
            found = f"{folder}/activations.safetensors"
            subprocess.run([program, "separate", str(sound), "--dictionary", dictionary, "--latency", "high", "--out", folder, "--activations", found],
                           check=True, stdout=subprocess.DEVNULL)
            means.append(read(found)[1]["H"][0].mean(axis=0))
    mean = np.mean(means, axis=0)
    return mean / mean.sum()


def divided(levels, counts):
    """A list of atoms for each source: those of which it has the largest share first, each source as many as it gets.
    levels  [sources x atoms] of what each atom does in each"""
    shares = levels / (levels.sum(axis=0) + 1e-20)
    chosen = [[] for _ in counts]
    for atom in np.argsort(-shares.max(axis=0), kind="stable"):
        open_ones = [source for source in np.argsort(-shares[:, atom], kind="stable") if len(chosen[source]) < counts[source]]
        chosen[open_ones[0]].append(int(atom))
    return [sorted(atoms) for atoms in chosen]


def split(path, names, parts):
    """The bytes of the dictionary whose last source is `names`, each with those of its atoms (counted from its first) in `parts`."""
    before, tensors, _ = read(path)
    about = json.loads(before[8:])["__metadata__"]
    sources = json.loads(about["sources"])
    last = sources.pop()
    first, added = last["first_atom"], len(names) - 1
    order = list(range(first)) + [first + atom for atoms in parts for atom in atoms]
    for name, atoms in zip(names, parts):
        sources.append({**last, "name": name, "first_atom": first, "num_atoms": len(atoms)})
        first += len(atoms)
    about["sources"] = json.dumps(sources, separators=(",", ":"))
    changed = {}
    for name, (values, _) in tensors.items():
        dimension = atom_dimension(name)
        values = values if dimension is None else np.take(values, order, axis=dimension)
        if name == "refiner.input.weight":  # which is shown the shares of all sources but the last
            values = np.hstack([values, np.zeros((len(values), NEIGHBOURS * added), values.dtype)])
        if name in ("refiner.output.weight", "refiner.output.bias"):  # and corrects them
            values = np.concatenate([values, np.zeros((added, *values.shape[1:]), values.dtype)])
        changed[name] = np.ascontiguousarray(values)
    return written(about, changed)


def assigned(words):
    return dict(word.split("=", 1) for word in words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--into", nargs="+", required=True, metavar="NAME=ATOMS")
    parser.add_argument("--sounds", nargs="+", required=True, metavar="NAME=FILE,FILE")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    counts, sounds = assigned(arguments.into), assigned(arguments.sounds)
    last = json.loads(json.loads(read(arguments.dictionary)[0][8:])["__metadata__"]["sources"])[-1]
    if sum(map(int, counts.values())) != last["num_atoms"] or set(counts) != set(sounds):
        sys.exit(f"The new sources need {last['num_atoms']} atoms together, and recordings each; nothing was written. ({arguments.dictionary})")
    levels = np.array([loudness(arguments.program, str(arguments.dictionary), sounds[name].split(",")) for name in counts])
    own = levels[:, last["first_atom"]:last["first_atom"] + last["num_atoms"]]
    arguments.out.write_bytes(split(arguments.dictionary, list(counts), divided(own, list(map(int, counts.values())))))


if __name__ == "__main__":
    main()
