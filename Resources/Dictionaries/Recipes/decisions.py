#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares the trial `decisions` of trials.json, and takes what it trained apart.

    python3 decisions.py starts ../speech.safetensors STARTS
    python3 decisions.py parts trial/ARM-STEPS.safetensors PARTS

STARTS/speech.safetensors     the dictionary itself
STARTS/bound-3.safetensors    its refiner's output scaled, so that a bound of 3 dB leaves the tanh a slope
STARTS/powers.safetensors     its magnitudes as powers: atoms squared, features half as steep, masks by the power itself
STARTS/networks.safetensors   one atom for each source, the sum of its atoms, no update: what the refiner is shown where every
                              activation is the same constant; the encoder then moves that one atom's level at most
PARTS/ARM-STEPS.PART.safetensors   a dictionary with a part left out, as what_decides.py leaves it out: updates, constant, refiner"""

import argparse
import json
from pathlib import Path

import numpy as np

from what_decides import WAYS, load, save

NEPERS_OF_3_DB = np.float32(3 * np.log(10) / 20)


def unit_columns(atoms):
    return (atoms / atoms.sum(0)).astype(np.float32)


def bounded(metadata, tensors):
    scaled = {name: (tensors[name] * NEPERS_OF_3_DB).astype(tensors[name].dtype) for name in ("refiner.output.weight", "refiner.output.bias")}
    return metadata, tensors | scaled


def as_powers(metadata, tensors):
    """Every input that is a logarithm of magnitudes is halved, since that of powers is twice as large."""
    rows, changed = len(tensors["frequencies"]), dict(tensors)
    for name in ("encoder.input", "encoder.rows.input", "refiner.input"):
        weights = tensors[f"{name}.weight"].astype(np.float32).copy()
        first, both = (rows, 2 * rows) if name == "encoder.input" else (5, 10)
        centre = 0.5  # of what compares with the level: (x - .5) / 2 + .5 = x / 2 + .25
        bias = tensors[f"{name}.bias"] + (1 - 0.5) * centre * weights[:, :first].sum(1)
        weights[:, :both] /= 2
        changed |= {f"{name}.weight": weights, f"{name}.bias": bias.astype(np.float32)}
    for name, array in tensors.items():
        if name.endswith(".W") or name == "W":
            squares = array.astype(np.float32) ** 2
            changed[name] = squares if name == "output.W" else unit_columns(squares)
    changed["encoder.output.weight"] = 2 * tensors["encoder.output.weight"].astype(np.float32)
    changed["encoder.output.bias"] = 2 * tensors["encoder.output.bias"]
    for part in ("weight", "bias"):
        changed[f"refiner.output.{part}"] = 2 * tensors[f"refiner.output.{part}"].astype(np.float32)
    return metadata | {"spectrum": "power", "divergence_beta": "0", "mask_exponent": "1"}, changed


def networks_alone(metadata, tensors):
    sources = json.loads(metadata["sources"])
    first = [source["first_atom"] for source in sources]
    sums = np.add.reduceat(tensors["output.W"].astype(np.float32), first, axis=1)
    level = np.log1p(np.exp(tensors["encoder.output.bias"].mean()))
    kept = {name: array for name, array in tensors.items() if not name.startswith("layers.")}
    alone = [source | {"first_atom": index, "num_atoms": 1} for index, source in enumerate(sources)]
    return metadata | {"sources": json.dumps(alone)}, kept | {
        "W": unit_columns(sums), "output.W": (sums * level / np.log(2)).astype(np.float32),
        "encoder.output.weight": np.zeros((2, tensors["encoder.output.weight"].shape[1]), np.float32),
        "encoder.output.bias": np.zeros(2, np.float32)}


STARTS = {"speech": lambda *all: all, "bound-3": bounded, "powers": as_powers, "networks": networks_alone}
PARTS = {"updates": WAYS["the updates"], "constant": WAYS["every activation the same constant, no update"], "refiner": WAYS["the refiner"]}


def write_starts(dictionary, out):
    for name, change in STARTS.items():
        save(out / f"{name}.safetensors", *change(*load(dictionary)))


def write_parts(dictionary, out):
    metadata, tensors = load(dictionary)
    for part, change in PARTS.items():
        save(out / f"{dictionary.stem}.{part}.safetensors", metadata, change(tensors))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("starts", "parts"))
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    (write_starts if arguments.kind == "starts" else write_parts)(arguments.dictionary, arguments.out)


if __name__ == "__main__":
    main()
