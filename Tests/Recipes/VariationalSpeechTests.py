# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variational auto-encoder's gradients are those of its bound, its latents are drawn from their posterior, and noise is fitted without a step back."""

import json
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

try:
    import numpy as np
    import scipy.signal  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import frames
import variational_speech
from adam import Adam
from average import read
from differences import slopes
from variational_speech import RATE, Recording, SpeechModel

BINS, LATENT = 12, 2


def small_model(is_sparse=False):
    """In double precision, so that differences can be told."""
    model = SpeechModel.new(np.random.default_rng(1), BINS, 7, LATENT, is_sparse)
    model.arrays = {name: values.astype(float) for name, values in model.arrays.items()}
    return model


def combs(draw, count):
    """Power of frames whose peaks are at the even or at the odd bins, of unit mean."""
    shapes = np.array([np.where(np.arange(BINS) % 2 == odd, 1.98, 0.02) for odd in (0, 1)])
    return shapes[draw.integers(2, size=count)]


class VariationalSpeech(unittest.TestCase):
    def test_frames_sum_to_the_sound(self):
        sound = np.random.default_rng(1).standard_normal(5000)
        np.testing.assert_allclose(frames.sound_of(frames.frames_of(sound, 1024, 256), 5000, 1024, 256), sound, atol=1e-12)

    def test_gradients_are_those_of_the_bound(self):
        draw = np.random.default_rng(2)
        power, noise = draw.exponential(size=(5, BINS)) + 1e-3, draw.standard_normal((5, LATENT))
        for model in (small_model(), small_model(is_sparse=True)):
            _, gradients = model.loss(power, noise)
            for name, place, slope in slopes(model.arrays, lambda: model.loss(power, noise)[0], draw):  # noqa: B023
                self.assertAlmostEqual(slope, gradients[name][place], delta=1e-5 * (1 + abs(gradients[name][place])), msg=name)

    def test_the_price_of_a_sparse_latent_is_that_of_the_best_prior(self):
        mean, spread = np.array([[0.3, -2.0]]), np.array([[-1.0, 0.5]])
        def divergence(prior):
            return 0.5 * ((mean ** 2 + np.exp(spread)) / prior - 1 - spread + np.log(prior))
        least = np.min([divergence(prior) for prior in np.geomspace(0.01, 100, 20001)], axis=0)
        self.assertAlmostEqual(small_model(is_sparse=True).price(mean, spread)[0], least.sum(), delta=1e-6)

    def test_latents_follow_their_normal_prior_where_the_sound_says_nothing(self):
        model = small_model()
        model.arrays["decoder.weight"][:] = 0
        recording = Recording(np.ones((4000, BINS)), model, np.random.default_rng(3))
        recording.z = np.zeros((4000, LATENT))
        steps = variational_speech.STEP
        variational_speech.STEP = 1.0
        try:
            for _ in range(3):
                recording.expect()
        finally:
            variational_speech.STEP = steps
        self.assertAlmostEqual(recording.z.mean(), 0, delta=0.06)
        self.assertAlmostEqual(recording.z.var(), 1, delta=0.06)

    def test_no_update_raises_the_cost(self):
        draw = np.random.default_rng(4)
        recording = Recording(draw.exponential(size=(60, BINS)), small_model(), draw, 3)
        for _ in range(5):
            recording.expect()
            costs = [recording.cost()]
            for _ in range(4):
                recording.maximise()
                costs.append(recording.cost())
            self.assertTrue((np.diff(costs) <= 1e-5 * np.abs(costs[1:])).all(), costs)
            self.assertLess(costs[-1], costs[0])

    def test_what_was_learned_is_told_from_steady_noise(self):
        draw, model = np.random.default_rng(5), small_model()
        adam = Adam(model.arrays, RATE)
        for _ in range(1500):
            adam.update(model.arrays, model.loss(combs(draw, 32) * draw.exponential(size=(32, BINS)) + 1e-3, draw.standard_normal((32, LATENT)))[1])
        speech = combs(draw, 300) * (draw.uniform(size=(300, 1)) > 0.4) * 8
        noise = np.full((300, BINS), 2.0)
        recording = Recording((speech + noise) * draw.exponential(size=(300, BINS)), model, draw, 1)
        for _ in range(25):
            recording.expect()
            recording.maximise()
        wanted = speech / (speech + noise)
        error = np.mean((recording.mask() - wanted) ** 2)
        self.assertLess(error, 0.5 * np.mean((wanted.mean() - wanted) ** 2))
        self.assertAlmostEqual((recording.h @ recording.w).mean(), 2.0, delta=0.6)

    def test_what_is_written_for_the_program_is_the_model(self):
        model = small_model()
        with tempfile.TemporaryDirectory() as folder:
            kept, written = Path(folder) / "model.npz", Path(folder) / "model.safetensors"
            model.save(kept)
            variational_speech.export(SimpleNamespace(model=kept, file=written, licence="CC0-1.0", trained_on="nothing"))
            before, tensors, _ = read(written)
            self.assertEqual(float(json.loads(before[8:])["__metadata__"]["window_seconds"]), 0.064)
            self.assertEqual(set(tensors), {name for name in model.arrays if not name.startswith("spread")})
            for name, (values, _) in tensors.items():
                np.testing.assert_allclose(values, model.arrays[name], rtol=1e-3, atol=1e-6)
            small_model(is_sparse=True).save(kept)
            with self.assertRaises(SystemExit):
                variational_speech.export(SimpleNamespace(model=kept, file=written, licence="", trained_on=""))


if __name__ == "__main__":
    unittest.main()
