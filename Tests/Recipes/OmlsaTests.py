# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The baseline of log-spectral amplitudes follows its noise, keeps a voice, and gives back the length it was given."""

import sys
import unittest

try:
    import numpy as np
    import scipy.special  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import omlsa

RATE = omlsa.NARROW
RANDOM = np.random.default_rng(1)
NOISE = 0.01 * RANDOM.standard_normal(4 * RATE)


def follow(noise, power):
    """The noise's power, frame by frame, as `gains` has it."""
    snr = np.full(power.shape[1], omlsa.LEAST_SNR)
    for frame in power:
        posterior = frame / noise.power
        snr = np.maximum(omlsa.DECISION * snr + (1 - omlsa.DECISION) * np.maximum(posterior - 1, 0), omlsa.LEAST_SNR)
        noise.update(frame, snr, posterior * snr / (1 + snr))


class Omlsa(unittest.TestCase):
    def test_noise_power_is_that_of_steady_noise_and_does_not_follow_a_burst(self):
        power = RANDOM.exponential(size=(600, 257))
        for noise_of in (omlsa.NoisePower, omlsa.ImprovedNoisePower):
            noise = noise_of(power[:10].mean(axis=0), RATE)
            follow(noise, power[:400])
            self.assertAlmostEqual(noise.power.mean(), 1.0, delta=0.25)  # of what exceeds the minimum little is let in
            before = noise.power.mean()
            follow(noise, 20 * power[400:450])
            self.assertLess(noise.power.mean(), 2 * before)

    def test_noise_that_rises_is_followed_once_the_minima_have_moved(self):
        power = RANDOM.exponential(size=(600, 257))
        noise = omlsa.ImprovedNoisePower(power[:10].mean(axis=0), RATE)
        follow(noise, power[:200])
        follow(noise, 4 * power[200:])
        self.assertAlmostEqual(noise.power.mean(), 4.0, delta=1.0)

    def test_a_minimum_is_that_of_the_last_windows_alone(self):
        values = RANDOM.exponential(size=(400, 3))
        minimum = omlsa.Minimum(values[0])
        for frame, each in enumerate(values[1:], 1):
            least = minimum.update(each)
            self.assertTrue((least <= values[max(0, frame - omlsa.SUB_FRAMES * (omlsa.SUB_WINDOWS - 1) + 1):frame + 1].min(axis=0) + 1e-12).all())
        whole = omlsa.SUB_FRAMES * (omlsa.SUB_WINDOWS + 1)
        self.assertTrue((least >= values[-whole:].min(axis=0)).all())

    def test_noise_alone_falls_to_the_least_gain_or_near_it(self):
        left = omlsa.enhanced(NOISE, RATE)[RATE:]
        self.assertLess(10 * np.log10((left ** 2).mean() / (NOISE[RATE:] ** 2).mean()), -15)

    def test_a_tone_that_comes_and_goes_gains_and_keeps_its_level(self):
        time = np.arange(4 * RATE) / RATE
        tone = 0.1 * np.sin(2 * np.pi * 440 * time) * (time % 1 > 0.5)
        noisy = tone + 3 * NOISE
        found = omlsa.enhanced(noisy, RATE)
        self.assertEqual(len(found), len(noisy))
        self.assertGreater(omlsa.si_sdr(tone, found, RATE), omlsa.si_sdr(tone, noisy, RATE) + 5)
        self.assertAlmostEqual(float(found @ tone / (tone @ tone)), 1.0, delta=0.1)

    def test_another_rate_keeps_its_length(self):
        self.assertEqual(len(omlsa.enhanced(NOISE[:44101], 44100)), 44101)

    def test_share_is_logarithmic_between_its_ends(self):
        np.testing.assert_allclose(omlsa.share(np.array([0.01, 0.1, 1, 10.0]), 0.1, 10), [0, 0, 0.5, 1])


if __name__ == "__main__":
    unittest.main()
