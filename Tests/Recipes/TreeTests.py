#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mixtures of score_trees.py and its scores."""

import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import score_trees
    import soundfile
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

RATE = 8000


class Trees(unittest.TestCase):
    def test_the_drums_are_as_loud_as_the_rest_of_the_song_whose_own_drums_are_left_out(self):
        noise = np.random.default_rng(1).normal(0, 0.1, (4, RATE))
        with tempfile.TemporaryDirectory() as folder:
            song = Path(folder)
            for name, sound in (("bass", noise[0]), ("vocals", 0.1 * noise[1]), ("drums", noise[2]), ("mix", noise[2])):
                soundfile.write(song / f"{name}.wav", sound, RATE, subtype="DOUBLE")
            mixture, true = score_trees.mixture_of(song, {"kick": noise[3], "snare": 0.5 * noise[3]}, RATE)
        drums = sum(true.values())
        rest = mixture - drums
        self.assertAlmostEqual((drums @ drums) / (rest @ rest), 1.0, places=9)
        song_alone = noise[0] + 0.1 * noise[1]
        self.assertGreater(score_trees.si_sdr_db(song_alone, rest), 100.0)

    def test_a_score_is_that_of_the_noise_in_an_estimate_whatever_its_level(self):
        sound, noise = np.random.default_rng(2).normal(0, 1, (2, 10 * RATE))
        noise -= (noise @ sound) / (sound @ sound) * sound
        noise *= 0.1 * np.linalg.norm(sound) / np.linalg.norm(noise)
        self.assertAlmostEqual(score_trees.si_sdr_db(sound, 3 * (sound + noise)), 20.0, places=1)


if __name__ == "__main__":
    unittest.main()
