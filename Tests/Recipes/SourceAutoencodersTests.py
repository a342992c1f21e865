# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gradients of sources' autoencoders are those of their divergence, units of a mixture as well; what was learned apart is told apart."""

import sys
import unittest

try:
    import numpy as np
    import scipy.signal  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from adam import Adam
from differences import slopes
from source_autoencoders import RATE, Mixture, SourceModel

BINS, UNITS = 12, 3


def small_model(layers, seed=1):
    """In double precision, so that differences can be told."""
    model = SourceModel.new(np.random.default_rng(seed), layers, BINS, UNITS, 4)
    model.arrays = {name: values.astype(float) for name, values in model.arrays.items()}
    return model


def combs(draw, count, odd):
    """Frames whose peaks are at the even or at the odd bins, of levels of their own."""
    return np.where(np.arange(BINS) % 2 == odd, 1.9, 0.1) * draw.uniform(0.2, 2, (count, 1))


class SourceAutoencoders(unittest.TestCase):
    def check(self, arrays, loss, draw):
        for name, place, found in slopes(arrays, lambda: loss()[0], draw):
            self.assertAlmostEqual(found, loss()[1][name][place], delta=1e-4 * (1 + abs(found)), msg=name)

    def test_gradients_are_those_of_the_divergence(self):
        draw = np.random.default_rng(2)
        frames, kept = draw.exponential(size=(5, BINS)) + 0.1, (draw.uniform(size=(5, UNITS)) > 0.3) / 0.7
        for layers in (0, 1, 2):
            model = small_model(layers)
            self.check(model.arrays, lambda: model.loss(frames, kept), draw)  # noqa: B023

    def test_gradients_of_a_mixture_are_those_of_its_divergence(self):
        draw = np.random.default_rng(3)
        for layers in (0, 1, 2):
            mixture = Mixture(draw.exponential(size=(4, BINS)) + 0.1, {"a": small_model(layers), "b": small_model(layers, 5)})
            self.check(mixture.arrays, mixture.loss, draw)

    def test_what_was_learned_apart_is_told_apart(self):
        draw = np.random.default_rng(4)
        for layers in (0, 1, 2):
            models = {}
            for odd, name in enumerate(("even", "odd")):
                model = small_model(layers, odd)
                adam = Adam(model.arrays, 5 * RATE)
                for _ in range(800):
                    gradients = model.loss(combs(draw, 16, odd))[1]
                    adam.update(model.arrays, {key: gradient / 16 for key, gradient in gradients.items()})
                models[name] = model
            even, odd = combs(draw, 50, 0), combs(draw, 50, 1)
            mixture = Mixture(even + odd, models)
            before = mixture.loss()[0]
            mixture.fit()
            self.assertLess(mixture.loss()[0], before)
            wanted = even ** 2 / (even ** 2 + odd ** 2)
            error = np.mean((mixture.masks()["even"] - wanted) ** 2)
            self.assertLess(error, 0.2 * np.mean((wanted.mean() - wanted) ** 2), layers)


if __name__ == "__main__":
    unittest.main()
