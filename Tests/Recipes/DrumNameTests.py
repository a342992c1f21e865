# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""drum_names.py plays kits as it says, and learns classes that separate what can be separated."""
import sys
import unittest

try:
    import numpy as np
    import soundfile  # noqa: F401
    import scipy  # noqa: F401
except ImportError as missing:
    print(f"skipped: needs {missing.name}")
    sys.exit(77)

import drum_names


def kit(seed, spread=1.0):
    """Hits whose features are the number of their drum, far apart, and noise."""
    draw = np.random.default_rng(seed)
    drums = np.repeat(np.arange(5), 6)
    features = 10 * np.eye(5)[drums] + spread * draw.standard_normal((30, 5))
    return {"features": features, "drums": drums, "names": [], "played": 30, "found": 30}


class DrumNameTests(unittest.TestCase):
    def test_drums_far_apart_are_named_by_other_kits(self):
        kits = {str(seed): kit(seed) for seed in range(4)}
        for name, scores in drum_names.left_out(kits).items():
            self.assertTrue((scores.argmax(axis=1) == kits[name]["drums"]).all())

    def test_scores_are_gaussian_log_likelihoods_but_for_a_constant(self):
        statistics = drum_names.Statistics([kit(1), kit(2)])
        self.assertAlmostEqual(drum_names.SHRINKAGE, 0.5)
        middle = 0.5 * (statistics.means[0] + statistics.means[1])
        scores = statistics.scores({"features": middle[None]})[0]
        self.assertAlmostEqual(scores[0], scores[1], places=6)  # as far from both

    def test_hard_drums_make_it_less_certain(self):
        easy = drum_names.temperature({str(seed): kit(seed, 1.0) for seed in range(3)})
        hard = drum_names.temperature({str(seed): {**kit(seed, 1.0), "drums": np.random.default_rng(seed).permutation(
            kit(seed)["drums"])} for seed in range(3)})
        self.assertLess(easy, hard)

    def test_numbers_are_valid_in_cpp(self):
        self.assertEqual(drum_names.numbers([1, 0.5, 1e-12]), "{\n    1.0f, 0.5f, 1e-12f\n}")

    def test_evenly_takes_first_and_spreads(self):
        self.assertEqual(drum_names.evenly("abcdef", 3), ["a", "c", "e"])
        self.assertEqual(drum_names.evenly("ab", 3), ["a", "b"])
        self.assertEqual(drum_names.evenly([]), [])


if __name__ == "__main__":
    unittest.main()
