# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of unfolded layer has the gradients of its error, begins as the iteration that it unfolds, and learns to separate."""

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
from unfolded_layers import KINDS, Unfolded

BINS, FRAMES, SPEECH, NOISE = 10, 14, 3, 2


def small(kind, num_layers=3):
    draw = np.random.default_rng(1)
    return Unfolded.new(kind, draw.exponential(size=(SPEECH + NOISE, BINS)) + 0.05, SPEECH, num_layers)


def mixture(draw):
    """Of two voices and a noise that share bins; of unit mean."""
    shapes = np.array([np.arange(BINS) % 2 == 0, np.arange(BINS) % 3 == 0]) + 0.1
    speech = draw.exponential(size=(FRAMES, 2)) @ shapes
    mixed = speech + draw.exponential(size=(FRAMES, 1)) * np.linspace(0.2, 1.5, BINS)
    mean = mixed.mean(axis=1, keepdims=True)
    return mixed / mean, speech / mean


class UnfoldedLayers(unittest.TestCase):
    def test_gradients_are_those_of_the_error(self):
        draw = np.random.default_rng(2)
        v, wanted = mixture(draw)
        for kind in KINDS:
            model = small(kind)
            _, found = model.gradients(v, wanted)
            for name, place, slope in slopes(model.arrays, lambda: model.gradients(v, wanted)[0], draw):  # noqa: B023
                self.assertAlmostEqual(slope, found[name][place], delta=1e-6 + 1e-4 * abs(slope), msg=f"{kind} {name}")

    def test_more_layers_of_what_was_not_trained_lower_the_cost_that_they_unfold(self):
        v, _ = mixture(np.random.default_rng(3))
        costs = {"multiplicative": lambda p: (v * np.log(v / (p + 1e-3)) + p).sum(), "proximal": lambda p: ((v - p) ** 2).sum() / 2}
        for kind, cost in costs.items():
            found = []
            for num_layers in (1, 4, 16):
                model = small(kind, num_layers)
                for layer in range(num_layers):
                    model.arrays[f"mu.{layer}"][:] = -30  # no sparsity
                _, (_, h, out, _) = model.run(v)
                found.append(cost(h @ out))
            self.assertTrue((np.diff(found) < 0).all(), f"{kind} {found}")

    def test_training_separates_what_it_has_not_seen(self):
        for kind in KINDS:
            draw, model = np.random.default_rng(4), small(kind)
            unseen = [mixture(np.random.default_rng(seed)) for seed in range(100, 110)]
            error = lambda: np.mean([model.gradients(*pair)[0] for pair in unseen])  # noqa: E731
            before, adam = error(), Adam(model.arrays, 1e-2)
            for _ in range(150):
                adam.update(model.arrays, model.gradients(*mixture(draw))[1])
            self.assertLess(error(), 0.5 * before, kind)


if __name__ == "__main__":
    unittest.main()
