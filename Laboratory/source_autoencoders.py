#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nonnegative autoencoders as models of sources (Smaragdis & Venkataramani 2017), written from the paper: one for each source learns to make its frames
again from a few units that are never negative; a mixture is then explained by the decoders alone, whose units are found anew.

    source_autoencoders.py train MODEL.npz speech=FOLDER noise=FOLDER    for --minutes, by --layers of decoder
    source_autoencoders.py separate MODEL.npz FOLDER SOUND.wav...        writes FOLDER/NAME.SOURCE.wav, and with --only FOLDER/NAME.wav

Layers of the decoder: 0 is NMF whose activations an encoder gives while it learns, P = H D; 1 is P = softplus (H D + c); 2 has one more before it.

Needs NumPy, SciPy and soundfile."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import soundfile

import recipes  # noqa: F401 (before those of the recipes)
from adam import Adam
from frames import frames_of, sound_of
from sounds import NARROW, in_random_order, read_mono

WINDOW, HOP = 1024, 256    # 64 ms that overlap by 75 % at 16 kHz
UNITS, INNER = 64, 64      # of a source, and of the layer between
FLOOR = 1e-3               # of the mean
RANGE = 1e-4               # frames so far below the loudest, in power, are not learned from
BATCH, RATE, DROPPED = 256, 2e-3, 0.1  # frames of a step, its size, and the share of units that a step leaves out
LOUDEST_DB, SOFTEST_DB = 6, -20        # of a frame that is learned from, beside unit mean
SECONDS = 6                # of a recording, at most
STEPS, STEP = 200, 0.05    # by which the units of a mixture are found


def softplus(values):
    return np.logaddexp(0, values)


def slope(values):
    """Of softplus."""
    return 1 / (1 + np.exp(-values))


def divergence(frames, model):
    return (frames * np.log(frames / model) - frames + model).sum()


class SourceModel:
    """Arrays of one source's encoder and decoder, as [inputs, outputs]."""

    def __init__(self, arrays):
        self.arrays = arrays

    @classmethod
    def new(cls, draw, layers, bins=WINDOW // 2 + 1, units=UNITS, inner=INNER):
        shapes = {"encoder": (bins, units)}
        if layers == 0:
            shapes["atoms"] = (units, bins)
        if layers == 2:
            shapes["inner"] = (units, inner)
        if layers > 0:
            shapes["outer"] = (inner if layers == 2 else units, bins)
        arrays = {name: draw.standard_normal(shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
        arrays |= {f"{name}.bias": np.zeros(shape[1]) for name, shape in shapes.items() if name != "atoms"}
        return cls({name: values.astype(np.float32) for name, values in arrays.items()})

    def layer(self, name, values):
        return values @ self.arrays[name] + self.arrays[f"{name}.bias"]

    def proposed(self, frames):
        """Arguments of the units, from the frames."""
        return self.layer("encoder", np.sqrt(frames))

    def decoded(self, units):
        """(P, what the way back needs)"""
        if "atoms" in self.arrays:
            return units @ self.arrays["atoms"] ** 2 + FLOOR, ()
        between = self.layer("inner", units) if "inner" in self.arrays else None
        inputs = units if between is None else softplus(between)
        outer = self.layer("outer", inputs)
        return softplus(outer) + FLOOR, (between, inputs, outer)

    def back(self, units, kept, of_model):
        """(the gradient by the units, those by the arrays of the decoder)"""
        if "atoms" in self.arrays:
            return of_model @ self.arrays["atoms"].T ** 2, {"atoms": 2 * self.arrays["atoms"] * (units.T @ of_model)}
        between, inputs, outer = kept
        of_outer = of_model * slope(outer)
        gradients = {"outer": inputs.T @ of_outer, "outer.bias": of_outer.sum(axis=0)}
        of_inputs = of_outer @ self.arrays["outer"].T
        if between is None:
            return of_inputs, gradients
        of_between = of_inputs * slope(between)
        gradients |= {"inner": units.T @ of_between, "inner.bias": of_between.sum(axis=0)}
        return of_between @ self.arrays["inner"].T, gradients

    def loss(self, frames, kept_units=1):
        """D_KL of the frames from what is made of them, and its gradients. kept_units: 0 where a unit is left out"""
        arguments = self.proposed(frames)
        units = softplus(arguments) * kept_units
        model, kept = self.decoded(units)
        of_units, gradients = self.back(units, kept, 1 - frames / model)
        of_arguments = of_units * kept_units * slope(arguments)
        gradients |= {"encoder": np.sqrt(frames).T @ of_arguments, "encoder.bias": of_arguments.sum(axis=0)}
        return divergence(frames, model), gradients


class Mixture:
    """Units of each source's decoder that together make the frames of a mixture: sum of P_j ~ V, from what the encoders propose."""

    def __init__(self, frames, models):
        self.frames, self.models = frames, models
        self.arrays = {name: model.proposed(frames / len(models)) for name, model in models.items()}

    def parts(self):
        return {name: self.models[name].decoded(softplus(values)) for name, values in self.arrays.items()}

    def loss(self):
        parts = self.parts()
        total = sum(part for part, _ in parts.values())
        of_model = 1 - self.frames / total
        gradients = {name: self.models[name].back(softplus(values), parts[name][1], of_model)[0] * slope(values)
                     for name, values in self.arrays.items()}
        return divergence(self.frames, total), gradients

    def fit(self, steps=STEPS):
        adam = Adam(self.arrays, STEP)
        for _ in range(steps):
            adam.update(self.arrays, self.loss()[1])

    def masks(self):
        powers = {name: part ** 2 for name, (part, _) in self.parts().items()}
        return {name: power / sum(powers.values()) for name, power in powers.items()}


def levelled(spectra):
    """Magnitudes of unit mean in each frame, and those means."""
    magnitudes = np.abs(spectra)
    means = magnitudes.mean(axis=1, keepdims=True) + 1e-12
    return (magnitudes / means + FLOOR).astype(np.float32), means


def frames_in(folder, hours, draw):
    """Frames of recordings in random order, up to so many hours; [frames, bins] of unit mean."""
    found = []
    for samples in in_random_order([folder], hours, SECONDS, draw):
        frames, means = levelled(frames_of(samples, WINDOW, HOP))
        found.append(frames[(means ** 2 > RANGE * (means ** 2).max())[:, 0]])
    return np.concatenate(found)


def learned(frames, layers, minutes, draw):
    model = SourceModel.new(draw, layers)
    adam, end = Adam(model.arrays, RATE), time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        losses = []
        for chosen in np.array_split(draw.permutation(len(frames)), max(1, len(frames) // BATCH)):
            gains = 10 ** (draw.uniform(SOFTEST_DB, LOUDEST_DB, (len(chosen), 1)) / 20)
            kept = (draw.uniform(size=(len(chosen), UNITS)) > DROPPED) / (1 - DROPPED)
            loss, gradients = model.loss((frames[chosen] * gains).astype(np.float32), kept.astype(np.float32))
            adam.update(model.arrays, {name: gradient / len(chosen) for name, gradient in gradients.items()})
            losses.append(loss / len(chosen))
            if time.monotonic() > end:
                break
        print(f"divergence of a frame: {np.mean(losses):.2f}", flush=True)
    return model


def train(arguments):
    draw, arrays = np.random.default_rng(arguments.seed), {}
    for source in arguments.sources:
        name, folder = source.split("=", 1)
        model = learned(frames_in(folder, arguments.hours, draw), arguments.layers, arguments.minutes / len(arguments.sources), draw)
        arrays |= {f"{name}/{array}": values for array, values in model.arrays.items()}
    np.savez(arguments.model, **arrays)


def load(path):
    """{source: its model}"""
    with np.load(path) as kept:
        names = dict.fromkeys(name.split("/")[0] for name in kept.files)
        return {name: SourceModel({array.split("/")[1]: kept[array] for array in kept.files if array.startswith(f"{name}/")}) for name in names}


def separated(samples, models):
    """{source: its samples} at 16 kHz."""
    spectra = frames_of(samples, WINDOW, HOP)
    mixture = Mixture(levelled(spectra)[0], models)
    mixture.fit()
    return {name: sound_of(spectra * mask, len(samples), WINDOW, HOP) for name, mask in mixture.masks().items()}


def separate(arguments):
    models = load(arguments.model)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(arguments.sounds):
        for name, found in separated(read_mono(path), models).items():
            if arguments.only in (None, name):
                kept = f"{path.stem}.wav" if arguments.only else f"{path.stem}.{name}.wav"
                soundfile.write(arguments.folder / kept, found, NARROW, subtype="FLOAT")
        print(f"\r{number + 1} of {len(arguments.sounds)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    first, second = steps.add_parser("train"), steps.add_parser("separate")
    first.add_argument("model", type=Path)
    first.add_argument("sources", nargs="+", metavar="NAME=FOLDER")
    first.add_argument("--layers", type=int, choices=(0, 1, 2), default=1)
    first.add_argument("--minutes", type=float, default=10)
    first.add_argument("--hours", type=float, default=2, help="of each source")
    first.add_argument("--seed", type=int, default=1)
    second.add_argument("model", type=Path)
    second.add_argument("folder", type=Path)
    second.add_argument("sounds", type=Path, nargs="+")
    second.add_argument("--only", help="write this source alone")
    arguments = parser.parse_args()
    {"train": train, "separate": separate}[arguments.step](arguments)


if __name__ == "__main__":
    main()
