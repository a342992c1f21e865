# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Voices as products of sources and filters: combs stand where harmonics are, updates never raise the divergence, and one pitch is chosen."""

import sys
import unittest

try:
    import numpy as np
    import scipy.signal  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import source_and_filter as model
from frames import frames_of
from sounds import NARROW

LENGTH = 1024


def buzz(pitch_hz, seconds=0.5):
    """Harmonics of equal level up to half the rate."""
    time = np.arange(int(seconds * NARROW)) / NARROW
    return sum(np.sin(2 * np.pi * harmonic * time + harmonic ** 2) for harmonic in np.arange(pitch_hz, NARROW / 2, pitch_hz))


def centre_of(number):
    return np.geomspace(model.LOWEST_HZ, model.HIGHEST_HZ, model.PITCHES)[number]


class SourceAndFilter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sources = model.sources(LENGTH)

    def setUp(self):
        self.draw = np.random.default_rng(1)

    def voice(self, frames=6, **how):
        filters = self.draw.uniform(0.1, 1, (5, model.BUMPS)).astype(np.float32) @ model.bumps(LENGTH // 2 + 1)
        return model.Product(self.sources, filters, frames, **how)

    def test_the_strongest_comb_is_that_of_the_pitch(self):
        for number in (10, 30, 50):
            observed = np.abs(frames_of(buzz(centre_of(number)), LENGTH, 256))[8:14].astype(np.float32)
            voice = self.voice()
            model.explain(observed, voice, (), 60, 1)
            self.assertEqual(set(voice.e[:, :-1].argmax(axis=1)), {number})

    def test_bumps_sum_to_one(self):
        np.testing.assert_allclose(model.bumps(257).sum(axis=0), 1, atol=1e-6)

    def test_no_update_raises_the_kullback_leibler_divergence(self):
        observed = self.draw.exponential(size=(6, LENGTH // 2 + 1)).astype(np.float32)
        voice, noise = self.voice(), model.Plain(self.draw.uniform(0.5, 1.5, (4, LENGTH // 2 + 1)).astype(np.float32), 6)
        costs = []
        for _ in range(20):
            for part in (voice, noise):
                part.update(lambda: model.quotients(observed, (voice, noise), 1))
            costs.append(model.divergence(observed, voice.spectra() + noise.spectra(), 1))
        self.assertTrue((np.diff(costs) < 1e-3 * costs[0]).all())
        self.assertLess(costs[-1], costs[0])

    def test_one_pitch_leaves_three_neighbouring_combs_and_the_flat_source(self):
        voice = self.voice(one_pitch=True)
        voice.e[:] = self.draw.uniform(1, 2, voice.e.shape)
        voice.e[:, 20] = 5
        voice.choose()
        self.assertEqual([list(np.flatnonzero(row)) for row in voice.e], [[19, 20, 21, model.PITCHES]] * len(voice.e))

    def test_filters_are_learned_that_explain_the_frames(self):
        shapes = self.draw.uniform(0.1, 1, (2, model.BUMPS)).astype(np.float32) @ model.bumps(LENGTH // 2 + 1)
        observed = self.sources[self.draw.integers(model.PITCHES, size=80)] * shapes[self.draw.integers(2, size=80)]
        filters = model.learn_filters(observed, self.sources, 3, 1, self.draw)
        voice = model.Product(self.sources, filters, len(observed))
        model.explain(observed, voice, (), 50, 1)
        self.assertLess(model.divergence(observed, voice.spectra(), 1) / observed.sum(), 0.02)

    def test_the_difference_of_a_score_has_its_standard_error(self):
        plain = {"a": 1.0, "b": 2.0, "c": 3.0}
        self.assertEqual(model.cell({"a": 2.0, "b": 3.5, "c": 3.5}, plain), "3.000 (+1.000 ± 0.289)")
        self.assertEqual(model.cell(plain, plain), "2.000")


if __name__ == "__main__":
    unittest.main()
