# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Matrices of a lower rank are the nearest ones, and only those are taken whose factors are smaller."""

import sys
import tempfile
import unittest
from pathlib import Path

try:
    import numpy as np
    import scipy.special  # noqa: F401
    import soundfile  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

import average
import compress

DICTIONARY = Path(__file__).parents[2] / "Resources/Dictionaries/speech.safetensors"


class Compress(unittest.TestCase):
    def test_a_sum_of_two_products_has_rank_two_and_comes_back(self):
        random = np.random.default_rng(1)
        whole = (random.standard_normal((40, 2)) @ random.standard_normal((2, 30))).astype(np.float32)
        found, rank = compress.low_rank(whole, keep=0.999999)
        self.assertEqual(rank, 2)
        np.testing.assert_allclose(found, whole, atol=1e-5)

    def test_what_is_lost_is_what_was_not_to_be_kept(self):
        whole = np.random.default_rng(2).standard_normal((60, 50))
        found, rank = compress.low_rank(whole, keep=0.5)
        lost = ((found - whole) ** 2).sum() / (whole ** 2).sum()
        self.assertLessEqual(lost, 0.5)
        self.assertGreater(lost, 0.45)
        self.assertLess(rank * (60 + 50), whole.size)

    def test_factors_that_are_no_smaller_leave_the_matrix(self):
        whole = np.random.default_rng(3).standard_normal((20, 20))
        found, rank = compress.low_rank(whole, keep=0.999)
        self.assertIsNone(rank)
        np.testing.assert_array_equal(found, whole)

    def test_a_dictionary_keeps_all_but_the_matrices_of_its_networks(self):
        content, changes = compress.compressed(DICTIONARY, rank=4)
        _, before, _ = average.read(DICTIONARY)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "smaller.safetensors"
            path.write_bytes(content)
            _, after, _ = average.read(path)
        changed = {name for name, _, rank in changes if rank}
        self.assertIn("encoder.input.weight", changed)
        for name, (values, _) in before.items():
            self.assertEqual(np.array_equal(values, after[name][0]), name not in changed, name)
        self.assertEqual(np.linalg.matrix_rank(after["encoder.input.weight"][0], tol=1e-4), 4)
        whole, left = compress.entries(changes)
        self.assertLess(left, whole)


if __name__ == "__main__":
    unittest.main()
