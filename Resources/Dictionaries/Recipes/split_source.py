#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an unfolded dictionary whose last source is divided into several, for a training to start from: each of its atoms goes to the source in whose
recordings it is louder than in the others'. The new sources sum to what the old one was, for no other weight changes.

    split_source.py band --into guitar piano other --sounds "guitar=SONGS/*/guitar.flac" "piano=SONGS/*/piano.flac" "other=SONGS/*/other.flac" \
        --out band-six.safetensors

guitar=40 gives that source 40 atoms, those of which it has the largest share, for a training that needs sources of some size.

Needs NumPy."""

import argparse
import glob
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


def divided(levels, counts=None):
    """A list of atoms for each source: those of which it has the largest share; where counts are given, those first, each source as many as it gets.
    levels  [sources x atoms] of what each atom does in each"""
    shares = levels / (levels.sum(axis=0) + 1e-20)
    if counts is None:
        return [np.flatnonzero(np.argmax(shares, axis=0) == source).tolist() for source in range(len(shares))]
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
    return dict(word.partition("=")[::2] for word in words)


def recordings(patterns):
    """Those that comma-separated patterns name, in order."""
    return [path for pattern in patterns.split(",") for path in sorted(glob.glob(pattern))]


def problem(counts, sounds, last):
    """What keeps a source from being divided so, or None."""
    if set(counts) != set(sounds):
        return "Each new source needs recordings"
    if silent := [name for name in counts if not recordings(sounds[name])]:
        return f"There are no recordings of {', '.join(silent)}"
    if any(counts.values()) and (not all(counts.values()) or sum(map(int, counts.values())) != last["num_atoms"]):
        return f"The new sources need {last['num_atoms']} atoms together"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--into", nargs="+", required=True, metavar="NAME[=ATOMS]")
    parser.add_argument("--sounds", nargs="+", required=True, metavar="NAME=PATTERN,PATTERN")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    counts, sounds = assigned(arguments.into), assigned(arguments.sounds)
    last = json.loads(json.loads(read(arguments.dictionary)[0][8:])["__metadata__"]["sources"])[-1]
    if what := problem(counts, sounds, last):
        sys.exit(f"{what}; nothing was written. ({arguments.dictionary})")
    levels = np.array([loudness(arguments.program, str(arguments.dictionary), recordings(sounds[name])) for name in counts])
    own = levels[:, last["first_atom"]:last["first_atom"] + last["num_atoms"]]
    parts = divided(own, list(map(int, counts.values())) if any(counts.values()) else None)
    if empty := [name for name, atoms in zip(counts, parts) if not atoms]:
        sys.exit(f"No atom is loudest in {', '.join(empty)}; nothing was written. ({arguments.dictionary})")
    arguments.out.write_bytes(split(arguments.dictionary, list(counts), parts))


if __name__ == "__main__":
    main()
