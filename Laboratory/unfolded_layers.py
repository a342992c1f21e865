#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of unfolded layers beside one another, with their gradients written out; `unbraid train --unfold` trains the first kind for the engine.

    unfolded_layers.py train MODEL.npz VOICES NOISES [--layers multiplicative|proximal|both]   folders of recordings, for --minutes
    unfolded_layers.py separate MODEL.npz FOLDER NOISY.wav...                                  writes FOLDER/NAME.wav, for score.py --estimates

multiplicative  h <- h . [W^T (v / W h)] / [W^T 1 + mu], W and mu of each layer (Hershey, Le Roux & Weninger 2014)
proximal        h <- max (h + s [W^T (v - W h) - mu], 0), W, s and mu of each layer: unfolded ISTA (Gregor & LeCun 2010; Wisdom et al. 2017)
both            the first, and after it W <- W . {[(v / W h) h^T] / [1 h^T]}^c of the noise's atoms, for each recording anew, from one trained W;
                mu and c of each layer (after Kervazo et al. 2024)

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
from sounds import NARROW, read_mono, recordings_in

SPEECH, NOISE, LAYERS = 64, 32, 6  # atoms, layers
WINDOW, HOP = 1024, 256          # 64 ms that overlap by 75 % at 16 kHz
SECONDS, SOUNDS, BATCH = 4, 400, 4  # of a recording, of each kind, mixtures of a step
SNR_DB = (-5, 15)
STEP = 2e-3
FLOOR = 1e-3              # of a frame of unit mean
KINDS = ("multiplicative", "proximal", "both")


def softplus(x):
    return np.logaddexp(0, x)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Unfolded:
    """`atoms.N` [atoms, bins], whose squares are the W^T of layer N (of all, where both factors are unfolded), `output` likewise; `mu.N` [atoms] and
    `step.N`, whose softplus counts, or sigmoid for the exponent c. Speech's atoms come first."""

    def __init__(self, arrays, kind, num_speech=SPEECH, num_layers=LAYERS):
        self.arrays, self.kind, self.num_speech, self.num_layers = arrays, kind, num_speech, num_layers

    @classmethod
    def new(cls, kind, atoms, num_speech=SPEECH, num_layers=LAYERS):
        """atoms  spectra of unit mean to begin with [atoms, bins]"""
        roots = np.sqrt(atoms)
        arrays = {"output": roots.copy()}
        for layer in range(num_layers):
            if kind != "both" or layer == 0:
                arrays[f"atoms.{layer}"] = roots.copy()
            arrays[f"mu.{layer}"] = np.full(len(atoms), -3.0, atoms.dtype)
            # one over the largest eigenvalue of W W^T, where the cost falls for sure
            first = np.log(np.expm1(1 / np.linalg.norm(atoms, 2) ** 2)) if kind == "proximal" else 0.0
            arrays[f"step.{layer}"] = np.full(1, first, atoms.dtype)
        return cls(arrays, kind, num_speech, num_layers)

    @classmethod
    def load(cls, path):
        with np.load(path) as kept:
            return cls({name: kept[name] for name in kept.files if name != "kind"}, str(kept["kind"]))

    def save(self, path):
        np.savez(path, kind=self.kind, **self.arrays)

    def root(self, layer):
        return "atoms.0" if self.kind == "both" else f"atoms.{layer}"

    def run(self, v):
        """Mask of speech of one recording, and what `gradients` needs. v: [frames, bins] of unit mean"""
        h = np.full((len(v), len(self.arrays["output"])), 1 / len(self.arrays["output"]), v.dtype)
        w, steps = self.arrays["atoms.0"] ** 2, []
        for layer in range(self.num_layers):
            if self.kind != "both":
                w = self.arrays[self.root(layer)] ** 2
            mu = softplus(self.arrays[f"mu.{layer}"])
            if self.kind == "proximal":
                pull = (v - h @ w) @ w.T
                after = np.maximum(h + softplus(self.arrays[f"step.{layer}"]) * (pull - mu), 0)
                steps.append((h, w, pull - mu, after))
                h = after
                continue
            q = v / (h @ w + FLOOR)
            ratio = q @ w.T / (w.sum(axis=1) + mu)
            steps.append((h, w, q, ratio))
            h = h * ratio
            if self.kind == "both":
                q = v / (h @ w + FLOOR)
                above, below = h.T @ q, h.sum(axis=0)[:, None] + FLOOR
                change = (above / below)[self.num_speech:]
                steps.append((h, w, q, change))
                w = np.concatenate([w[:self.num_speech], w[self.num_speech:] * change ** sigmoid(self.arrays[f"step.{layer}"])])
        out = self.arrays["output"] ** 2
        if self.kind == "both":  # what the noise's atoms became counts in the output too
            out = np.concatenate([out[:self.num_speech], w[self.num_speech:]])
        speech = h[:, :self.num_speech] @ out[:self.num_speech]
        total = h @ out + FLOOR
        return speech / total, (steps, h, out, total)

    def gradients(self, v, wanted):
        """The error of the masked speech over the energy of v, and its gradients."""
        mask, (steps, h, out, total) = self.run(v)
        scale = 1 / (v ** 2).sum()
        error = mask * v - wanted
        found = {name: np.zeros_like(values) for name, values in self.arrays.items()}
        of_mask = 2 * scale * error * v
        of_speech, of_total = of_mask / total, -of_mask * mask / total
        of_h = of_total @ out.T
        of_h[:, :self.num_speech] += of_speech @ out[:self.num_speech].T
        of_out = h.T @ of_total
        of_out[:self.num_speech] += h[:, :self.num_speech].T @ of_speech
        of_w = np.zeros_like(out)
        if self.kind == "both":
            of_w[self.num_speech:] = of_out[self.num_speech:]
            of_out[self.num_speech:] = 0
        found["output"] = of_out * 2 * self.arrays["output"]
        for layer in reversed(range(self.num_layers)):
            if self.kind == "both":
                of_h, of_w = self.through_atoms(layer, steps.pop(), of_h, of_w, found)
            through = self.through_proximal if self.kind == "proximal" else self.through_multiplicative
            of_h, more = through(layer, steps.pop(), v, of_h, found)
            of_w = of_w + more if self.kind == "both" else more
            if self.kind != "both" or layer == 0:
                found[self.root(layer)] = of_w * 2 * self.arrays[self.root(layer)]
        return scale * (error ** 2).sum(), found

    def through_proximal(self, layer, step, v, of_after, found):
        h, w, pulled, after = step
        of_sum = of_after * (after > 0)
        size = self.arrays[f"step.{layer}"]
        found[f"mu.{layer}"] = -softplus(size) * of_sum.sum(axis=0) * sigmoid(self.arrays[f"mu.{layer}"])
        found[f"step.{layer}"] = (of_sum * pulled).sum() * sigmoid(size)
        of_pull = softplus(size) * of_sum
        of_rest = of_pull @ w
        return of_sum - of_rest @ w.T, of_pull.T @ (v - h @ w) - h.T @ of_rest

    def through_multiplicative(self, layer, step, v, of_after, found):
        h, w, q, ratio = step
        mu = self.arrays[f"mu.{layer}"]
        below = w.sum(axis=1) + softplus(mu)
        of_above = of_after * h / below
        of_below = -(of_above * ratio).sum(axis=0)
        found[f"mu.{layer}"] = of_below * sigmoid(mu)
        of_model = -(of_above @ w) * q / (h @ w + FLOOR)
        return of_after * ratio + of_model @ w.T, of_above.T @ q + h.T @ of_model + of_below[:, None]

    def through_atoms(self, layer, step, of_h, of_after, found):
        h, w, q, change = step
        moved, noise = w[self.num_speech:], of_after[self.num_speech:]
        exponent = sigmoid(self.arrays[f"step.{layer}"])
        powers = change ** exponent
        found[f"step.{layer}"] = (noise * moved * powers * np.log(change)).sum() * exponent * (1 - exponent)
        of_w = np.concatenate([of_after[:self.num_speech], noise * powers])
        of_change = np.zeros_like(w)
        of_change[self.num_speech:] = noise * moved * exponent * powers / change
        below = h.sum(axis=0)[:, None] + FLOOR
        of_above = of_change / below
        of_below = -(of_above * (h.T @ q) / below).sum(axis=1)
        of_model = -(h @ of_above) * q / (h @ w + FLOOR)
        return of_h + q @ of_above.T + of_model @ w.T + of_below, of_w + h.T @ of_model


def sounds_of(folder, draw):
    """Some recordings of a folder, SECONDS each."""
    paths = recordings_in(folder)
    found = []
    for number in draw.permutation(len(paths)):
        samples = read_mono(paths[number], frames=3 * SECONDS * NARROW)[:SECONDS * NARROW]
        if len(samples) == SECONDS * NARROW and np.abs(samples).max() > 1e-3:
            found.append(samples)
        if len(found) == SOUNDS:
            break
    return found


def mixture(voice, noise, draw):
    """Magnitudes of a mixture and of its voice, in units of each frame's mean."""
    gain = np.sqrt((voice ** 2).mean() / (noise ** 2).mean() * 10 ** (-draw.uniform(*SNR_DB) / 10))
    mixed, wanted = np.abs(frames_of(voice + gain * noise, WINDOW, HOP)), np.abs(frames_of(voice, WINDOW, HOP))
    mean = mixed.mean(axis=1, keepdims=True) + 1e-9
    return (mixed / mean).astype(np.float32), (wanted / mean).astype(np.float32)


def exemplars(sounds, count, draw):
    """Frames of unit mean, louder than their recording's mean."""
    found = []
    for number in draw.integers(len(sounds), size=count):
        frames = np.abs(frames_of(sounds[number], WINDOW, HOP))
        levels = frames.mean(axis=1)
        found.append(frames[draw.choice(np.flatnonzero(levels >= levels.mean()))])
    atoms = np.array(found)
    return (atoms / atoms.mean(axis=1, keepdims=True) + FLOOR).astype(np.float32)


def train(arguments):
    draw = np.random.default_rng(arguments.seed)
    voices, noises = sounds_of(arguments.voices, draw), sounds_of(arguments.noises, draw)
    model = Unfolded.new(arguments.layers, np.concatenate([exemplars(voices, SPEECH, draw), exemplars(noises, NOISE, draw)]))
    adam, end, losses = Adam(model.arrays, STEP), time.monotonic() + 60 * arguments.minutes, []
    while time.monotonic() < end:
        parts = [model.gradients(*mixture(voices[draw.integers(len(voices))], noises[draw.integers(len(noises))], draw)) for _ in range(BATCH)]
        losses.append(np.mean([loss for loss, _ in parts]))
        adam.update(model.arrays, {name: sum(found[name] for _, found in parts) / BATCH for name in model.arrays})
        if len(losses) % 50 == 0:
            print(f"step {len(losses)}: {np.mean(losses[-50:]):.4f} of the energy", flush=True)
            model.save(arguments.model)
    model.save(arguments.model)


def separate(arguments):
    model = Unfolded.load(arguments.model)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for path in arguments.noisy:
        samples = read_mono(path)
        spectra = frames_of(samples, WINDOW, HOP)
        v = np.abs(spectra)
        mask, _ = model.run((v / (v.mean(axis=1, keepdims=True) + 1e-9)).astype(np.float32))
        soundfile.write(arguments.folder / f"{path.stem}.wav", sound_of(spectra * mask, len(samples), WINDOW, HOP), NARROW, subtype="FLOAT")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    first, second = steps.add_parser("train"), steps.add_parser("separate")
    first.add_argument("model", type=Path)
    first.add_argument("voices", type=Path)
    first.add_argument("noises", type=Path)
    first.add_argument("--layers", choices=KINDS, default=KINDS[0])
    first.add_argument("--minutes", type=float, default=3)
    first.add_argument("--seed", type=int, default=1)
    second.add_argument("model", type=Path)
    second.add_argument("folder", type=Path)
    second.add_argument("noisy", type=Path, nargs="+")
    arguments = parser.parse_args()
    {"train": train, "separate": separate}[arguments.step](arguments)


if __name__ == "__main__":
    sys.exit(main())
