#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What networks and factorisation contribute to each unfolded dictionary, on the recordings that ship.

    python3 what_decides.py UNBRAID DICTIONARIES AUDIO

Each dictionary separates its recording at high latency as it is, and with a part left out: the updates (exponents of next to nothing, so that
the encoder's activations stay as they are), all activations as well (each the same constant), the refiner (its output zero). Parts
of a network that was trained with them; the encoder's state still reaches the refiner where activations are constant.
Prints SI-SDR in dB as the rows of a Markdown table, channels averaged."""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from score_trees import read, si_sdr_db

RATE = 44100
SMALLEST_EXPONENT = 1e-6  # above 0, as the format has it
TRIO = ("band", {"piano": "other", "bass": "bass", "drums": "drums"})
VOICE = ("noisy-voice", {"speech": "speech"})
EXAMPLES = {  # recording, and the source of each of its stems
    "band": TRIO,
    "band-large": TRIO,
    "band-six": ("band", {"piano": "piano", "bass": "bass", "drums": "drums"}),
    "drums": ("drums", {"kick": "kick", "snare": "snare", "hi-hat": "hi-hat"}),
    "speech": VOICE,
    "speech-large": VOICE,
    "speech-light": VOICE,
    "speech-room": VOICE,
}
TYPES = {"F16": "<f2", "F32": "<f4"}


def load(path):
    """(metadata, {name: array}) of a dictionary's file."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    data = content[8 + length:]
    return metadata, {name: np.frombuffer(data[slice(*tensor["data_offsets"])], TYPES[tensor["dtype"]]).reshape(tensor["shape"])
                      for name, tensor in header.items()}


def save(path, metadata, tensors):
    names = {array: name for name, array in (("F16", np.dtype("<f2")), ("F32", np.dtype("<f4")))}
    header, at = {"__metadata__": metadata}, 0
    for name, array in sorted(tensors.items()):
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for _, array in sorted(tensors.items())))


def without_updates(tensors):
    return tensors | {name: np.full_like(array, SMALLEST_EXPONENT) for name, array in tensors.items() if name.endswith(".exponent")}


def constant(tensors):
    bias = tensors["encoder.output.bias"]
    return without_updates(tensors) | {"encoder.output.weight": np.zeros_like(tensors["encoder.output.weight"]),
                                       "encoder.output.bias": np.full_like(bias, bias.mean())}


def without_refiner(tensors):
    return tensors | {name: np.zeros_like(tensors[name]) for name in ("refiner.output.weight", "refiner.output.bias") if name in tensors}


WAYS = {"nothing": lambda tensors: tensors, "the updates": without_updates, "every activation the same constant, no update": constant,
        "the refiner": without_refiner}


def scores_of(arguments, name, change):
    recording, stems = EXAMPLES[name]
    metadata, tensors = load(arguments.dictionaries / f"{name}.safetensors")
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / f"{name}.safetensors"
        save(changed, metadata, change(tensors))
        subprocess.run([arguments.unbraid.resolve(), "separate", arguments.audio / f"{recording}.flac", "--dictionary", changed, "--latency",
                        "high", "--quality", "live", "--out", folder], check=True, stdout=subprocess.DEVNULL)
        found = {source: read(f"{folder}/{recording}.{source}.wav", RATE)[0] for source in stems.values()}
    true = {stem: read(arguments.audio / recording / f"{stem}.flac", RATE)[0] for stem in stems}
    return [si_sdr_db(true[stem][:len(found[source])], found[source]) for stem, source in stems.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("unbraid", "dictionaries", "audio"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    print("| left out | " + " | ".join(f"`{name}`: {', '.join(stems)}" for name, (_, stems) in EXAMPLES.items()) + " |")
    print("|---|" + "---|" * len(EXAMPLES))
    for way, change in WAYS.items():
        print(f"| {way} | " + " | ".join(" ".join(f"{score:.1f}" for score in scores_of(arguments, name, change)) for name in EXAMPLES) + " |")


if __name__ == "__main__":
    main()
