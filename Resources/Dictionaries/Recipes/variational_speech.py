#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech by a variational auto-encoder, noise by NMF on the recording itself (Leglaive, Girin & Horaud 2018), written from the paper: the decoder gives a
frame's variances from a normal latent z, which Metropolis and Hastings draw, and multiplicative updates fit the noise and each frame's gain. With
--sparse each latent has a variance of its own in each frame, found with it, which makes most of them nothing (Sadeghi & Magron 2022; their dictionary of latents is the decoder's first layer).

    variational_speech.py train MODEL.npz VOICES...         learns the speech of folders of clean voices, for --minutes
    variational_speech.py separate MODEL.npz FOLDER NOISY.wav...   writes FOLDER/NAME.wav, for score.py --estimates
    variational_speech.py export MODEL.npz FILE.safetensors        for `unbraid separate --model vae --decoder FILE.safetensors`, which has no sparse latents

Needs NumPy, SciPy and soundfile."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import soundfile

from adam import Adam
from average import written
from frames import frames_of, sound_of
from sounds import NARROW, in_random_order, read_mono

WINDOW, HOP = 1024, 256  # 64 ms that overlap by 75 % at 16 kHz
BINS = WINDOW // 2 + 1
HIDDEN, LATENT = 128, 64
FLOOR = 1e-5             # of a frame of unit mean power
RANGE = 1e-4             # frames so far below the loudest are not learned from
BATCH, RATE = 256, 1e-3  # frames of a step, and its size
SECONDS = 6              # of a voice, at most
NOISE_ATOMS = 10
ROUNDS, DRAWS, KEPT = 60, 20, 5  # of expectation and maximisation; proposals in each; of which the last so many count
STEP = 0.05              # deviation of a proposal
LEAST_VARIANCE = 1e-3    # of a sparse latent
LAYERS = ("encoder", "mean", "spread", "decoder", "variance")


def levelled(power):
    """Frames of unit mean, never quite zero, and their means."""
    mean = power.mean(axis=1, keepdims=True) + 1e-20
    return (power / mean + FLOOR).astype(np.float32), mean


class SpeechModel:
    """Encoder and decoder, each with one hidden layer of tanh; arrays `NAME.weight` [inputs, outputs] and `NAME.bias`."""

    def __init__(self, arrays, is_sparse=False):
        self.arrays, self.is_sparse = arrays, is_sparse

    @classmethod
    def new(cls, draw, bins=BINS, hidden=HIDDEN, latent=LATENT, is_sparse=False):
        shapes = dict(zip(LAYERS, ((bins, hidden), (hidden, latent), (hidden, latent), (latent, hidden), (hidden, bins))))
        arrays = {}
        for name, shape in shapes.items():
            arrays[f"{name}.weight"] = (draw.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)
            arrays[f"{name}.bias"] = np.zeros(shape[1], np.float32)
        return cls(arrays, is_sparse)

    @classmethod
    def load(cls, path):
        with np.load(path) as kept:
            return cls({name: kept[name] for name in kept.files if name != "is_sparse"}, bool(kept["is_sparse"]))

    def save(self, path):
        np.savez(path, is_sparse=self.is_sparse, **self.arrays)

    def layer(self, name, values):
        return values @ self.arrays[f"{name}.weight"] + self.arrays[f"{name}.bias"]

    def encoded(self, power):
        """Mean and logarithm of the variance of z, and the hidden layer. power: as `levelled` gives it."""
        hidden = np.tanh(self.layer("encoder", np.log(power)))
        return self.layer("mean", hidden), self.layer("spread", hidden), hidden

    def variances(self, z):
        return np.exp(self.layer("variance", np.tanh(self.layer("decoder", z))))

    def price(self, mean, spread):
        """The divergence of z from its prior, and its gradients by mean and spread. A sparse prior's variance is mean^2 + variance, where it is least."""
        square, variance = mean ** 2, np.exp(spread)
        if self.is_sparse:
            second = square + variance
            return 0.5 * (np.log(second) - spread).sum(), mean / second, -0.5 * square / second
        return 0.5 * (variance + square - 1 - spread).sum(), mean, 0.5 * (variance - 1)

    def loss(self, power, noise):
        """The negative lower bound of log p (Kingma & Welling 2014), in nats a frame, without what no weight changes, and its gradients.
        noise  standard normal [frames, latent]"""
        mean, spread, hidden = self.encoded(power)
        deviation = np.exp(spread / 2)
        z = mean + deviation * noise
        inner = np.tanh(self.layer("decoder", z))
        logs = self.layer("variance", inner)
        quotient = power * np.exp(-logs)
        price, price_by_mean, price_by_spread = self.price(mean, spread)
        bound = (quotient + logs).sum() + price
        of_logs = 1 - quotient
        of_inner = of_logs @ self.arrays["variance.weight"].T * (1 - inner ** 2)
        of_z = of_inner @ self.arrays["decoder.weight"].T
        of_mean = of_z + price_by_mean
        of_spread = of_z * noise * deviation / 2 + price_by_spread
        of_hidden = (of_mean @ self.arrays["mean.weight"].T + of_spread @ self.arrays["spread.weight"].T) * (1 - hidden ** 2)
        gradients = {}
        for name, inputs, output in (("encoder", np.log(power), of_hidden), ("mean", hidden, of_mean), ("spread", hidden, of_spread),
                                     ("decoder", z, of_inner), ("variance", inner, of_logs)):
            gradients[f"{name}.weight"] = inputs.T @ output / len(power)
            gradients[f"{name}.bias"] = output.sum(axis=0) / len(power)
        return bound / len(power), gradients


def voices_of(folders, hours, draw):
    """Frames of voices in random order, up to so many hours; [frames, BINS] of unit mean."""
    frames = []
    for samples in in_random_order(folders, hours, SECONDS, draw):
        power = np.abs(frames_of(samples, WINDOW, HOP)) ** 2
        levels = power.mean(axis=1)
        frames.append(levelled(power[levels > RANGE * levels.max()])[0])
    return np.concatenate(frames)


def train(arguments):
    draw = np.random.default_rng(arguments.seed)
    frames = voices_of(arguments.voices, arguments.hours, draw)
    print(f"{len(frames)} frames", flush=True)
    model = SpeechModel.new(draw, is_sparse=arguments.sparse)
    adam, end, round_number = Adam(model.arrays, RATE), time.monotonic() + 60 * arguments.minutes, 0
    while time.monotonic() < end:
        losses = []
        for chosen in np.array_split(draw.permutation(len(frames)), max(1, len(frames) // BATCH)):
            loss, gradients = model.loss(frames[chosen], draw.standard_normal((len(chosen), LATENT), np.float32))
            adam.update(model.arrays, gradients)
            losses.append(loss)
            if time.monotonic() > end:
                break
        round_number += 1
        print(f"round {round_number}: {np.mean(losses):.1f} nats a frame", flush=True)
        model.save(arguments.model)


class Recording:
    """Gains, noise and latents of one recording's power [frames, bins]: |x|^2 is exponential with mean g_n sigma^2 (z_n) + W h_n."""

    def __init__(self, power, model, draw, atoms=NOISE_ATOMS):
        self.power, self.model, self.draw = power.astype(np.float32), model, draw
        even, mean = levelled(power)
        self.z, spread, _ = model.encoded(even)
        self.prior = np.maximum(self.z ** 2 + np.exp(spread), LEAST_VARIANCE) if model.is_sparse else np.ones_like(self.z)
        self.gains = mean.astype(np.float32)
        self.h = np.ones((len(power), atoms), np.float32) * power.mean() / atoms
        self.w = draw.uniform(0.5, 1.5, (atoms, power.shape[1])).astype(np.float32)
        self.samples = []  # variances of speech

    def model_of(self, speech):
        return self.gains * speech + self.h @ self.w + 1e-12

    def log_posterior(self, z, speech):
        """Of each frame's z, but for a constant."""
        total = self.model_of(speech)
        return -(np.log(total) + self.power / total).sum(axis=1) - 0.5 * (z ** 2 / self.prior).sum(axis=1)

    def expect(self):
        """Draws the latents (Metropolis & Hastings), all frames at once, each accepted by itself."""
        speech = self.model.variances(self.z)
        now = self.log_posterior(self.z, speech)
        self.samples, squares = [], []
        for number in range(DRAWS):
            z = self.z + STEP * self.draw.standard_normal(self.z.shape, np.float32)
            proposed = self.model.variances(z)
            then = self.log_posterior(z, proposed)
            is_taken = np.log(self.draw.uniform(size=len(z))) < then - now
            self.z[is_taken], speech[is_taken], now[is_taken] = z[is_taken], proposed[is_taken], then[is_taken]
            if number >= DRAWS - KEPT:
                self.samples.append(speech.copy())
                squares.append(self.z ** 2)
        if self.model.is_sparse:
            self.prior = np.maximum(np.mean(squares, axis=0), LEAST_VARIANCE)

    def cost(self):
        """The expected negative log-likelihood, which `maximise` never raises."""
        return np.mean([(np.log(total) + self.power / total).sum() for total in map(self.model_of, self.samples)])

    def quotients(self):
        """The speech, V P^-2 and P^-1 of each sample."""
        for speech in self.samples:
            inverse = 1 / self.model_of(speech)
            yield speech, self.power * inverse ** 2, inverse

    def sums(self):
        """Of V P^-2 and of P^-1 over the samples."""
        return [sum(parts) for parts in zip(*((upper, lower) for _, upper, lower in self.quotients()))]

    def maximise(self):
        """Multiplicative updates of exponent 1/2, which minorise the likelihood."""
        above, below = self.sums()
        self.h *= np.sqrt((above @ self.w.T) / (below @ self.w.T))
        above, below = self.sums()
        self.w *= np.sqrt((self.h.T @ above) / (self.h.T @ below))
        scale = self.w.mean(axis=1) + 1e-20
        self.w, self.h = self.w / scale[:, None], self.h * scale
        above = below = 0
        for speech, upper, lower in self.quotients():
            above, below = (total + (speech * part).sum(axis=1, keepdims=True) for total, part in ((above, upper), (below, lower)))
        self.gains *= np.sqrt(above / below)

    def mask(self):
        return np.mean([self.gains * speech / self.model_of(speech) for speech in self.samples], axis=0)


def enhanced(samples, model, draw):
    """The speech in [samples] at 16 kHz."""
    spectra = frames_of(samples, WINDOW, HOP)
    recording = Recording(np.abs(spectra) ** 2 + 1e-12, model, draw)
    for _ in range(ROUNDS):
        recording.expect()
        recording.maximise()
    return sound_of(spectra * recording.mask(), len(samples), WINDOW, HOP)


def separate(arguments):
    model = SpeechModel.load(arguments.model)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(arguments.noisy):
        speech = enhanced(read_mono(path), model, np.random.default_rng(arguments.seed))
        soundfile.write(arguments.folder / f"{path.stem}.wav", speech, NARROW, subtype="FLOAT")
        print(f"\r{number + 1} of {len(arguments.noisy)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def export(arguments):
    model = SpeechModel.load(arguments.model)
    if model.is_sparse:
        sys.exit(f"A model with sparse latents is separated here alone; nothing was written. ({arguments.model})")
    about = {"kind": "decoder of speech", "window_seconds": f"{WINDOW / NARROW}", "licence": arguments.licence, "trained_on": arguments.trained_on}
    arrays = {name: values.astype(np.float16 if values.ndim > 1 else np.float32)
              for name, values in sorted(model.arrays.items()) if not name.startswith("spread")}
    arguments.file.write_bytes(written(about, arrays))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    first, second, third = (steps.add_parser(name) for name in ("train", "separate", "export"))
    first.add_argument("model", type=Path)
    first.add_argument("voices", type=Path, nargs="+", help="folders of clean voices")
    first.add_argument("--minutes", type=float, default=10)
    first.add_argument("--hours", type=float, default=4, help="of voices")
    first.add_argument("--sparse", action="store_true", help="latents with variances of their own")
    second.add_argument("model", type=Path)
    second.add_argument("folder", type=Path)
    second.add_argument("noisy", type=Path, nargs="+")
    third.add_argument("model", type=Path)
    third.add_argument("file", type=Path)
    third.add_argument("--licence", default="")
    third.add_argument("--trained-on", default="")
    for step in (first, second):
        step.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    {"train": train, "separate": separate, "export": export}[arguments.step](arguments)


if __name__ == "__main__":
    main()
