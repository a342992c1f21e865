# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of low rank is the best of its objective, and stores as much as it says."""

import sys
import unittest

try:
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from ranks_of_layers import (KINDS, LAYERS, best_of_rank, errors, learned_factors,
                             nearer_to_orthonormal, of_lower_nuclear_norm, rank_within, softened,
                             sparse_factors, sparse_factors_within, sparse_pair, within_ball)


def matrix(rows=12, columns=20, seed=1):
    """Of singular values that fall slowly."""
    draw = np.random.default_rng(seed)
    return draw.standard_normal((rows, columns)) * np.linspace(1.5, 0.5, columns)


def share_of_zeros(*factors):
    return 1 - sum(np.count_nonzero(one) for one in factors) / sum(one.size for one in factors)


class LayerRanks(unittest.TestCase):
    def test_no_other_matrix_of_its_rank_is_nearer_than_the_svd(self):
        draw, w = np.random.default_rng(2), matrix()
        for rank in (1, 4, 9):
            best = best_of_rank(w, rank)
            self.assertEqual(np.linalg.matrix_rank(best), rank)
            error = np.linalg.norm(w - best)
            u, values, v = np.linalg.svd(best)
            left, right = u[:, :rank] * values[:rank], v[:rank]
            for size in (1e-3, 1e-1, 1):
                moved = left + size * draw.standard_normal(left.shape)
                other = right + size * draw.standard_normal(right.shape)
                self.assertGreater(np.linalg.norm(w - moved @ other), error)
            rows = draw.standard_normal((rank, w.shape[1]))  # at random, W's best by them
            self.assertGreater(np.linalg.norm(w - w @ np.linalg.pinv(rows) @ rows), error)

    def test_soft_thresholds_are_minima(self):
        draw, w, threshold = np.random.default_rng(3), matrix(), 1.3

        def nuclear(x):
            return ((w - x) ** 2).sum() / 2 + threshold * np.linalg.norm(x, "nuc")

        def l1(x):
            return ((w - x) ** 2).sum() / 2 + threshold * np.abs(x).sum()

        for cost, found in ((nuclear, of_lower_nuclear_norm(w, threshold)),
                            (l1, softened(w, threshold))):
            for size in (1e-4, 1e-2, 1):
                for _ in range(20):
                    moved = found + size * draw.standard_normal(w.shape)
                    self.assertGreater(cost(moved), cost(found))
            self.assertGreater(cost(found * 1.01), cost(found))
            self.assertGreater(cost(found * 0.99), cost(found))

    def test_a_threshold_at_a_singular_value_leaves_those_above_it(self):
        w = matrix()
        values = np.linalg.svd(w, compute_uv=False)
        left = np.linalg.svd(of_lower_nuclear_norm(w, values[5]), compute_uv=False)
        np.testing.assert_allclose(left[:5], values[:5] - values[5])
        np.testing.assert_allclose(left[5:], 0, atol=1e-12)

    def test_nothing_within_a_ball_points_further_along_the_values(self):
        draw = np.random.default_rng(4)
        values = draw.standard_normal(15)
        for radius in (1, 1.7, 2.5, 4):
            found = within_ball(values, radius)
            self.assertAlmostEqual(np.linalg.norm(found), 1)
            self.assertLessEqual(np.abs(found).sum(), radius + 1e-6)
            for size in (1e-2, 1e-1, 1):
                for _ in range(50):
                    other = found + size * draw.standard_normal(15)
                    other /= max(np.linalg.norm(other), np.abs(other).sum() / radius)
                    self.assertLessEqual(other @ values, found @ values + 1e-6)

    def test_sweeps_never_lower_what_a_pair_explains(self):
        for tightness in (0.0, 0.3, 0.6, 1.0):
            history = sparse_pair(matrix(40, 60), tightness)[2]
            self.assertTrue((np.diff(history) >= -1e-9 * history[-1]).all(), tightness)

    def test_a_pair_in_a_wide_ball_is_that_of_the_largest_singular_value(self):
        w = np.outer(np.arange(1, 9), np.arange(2, 14)) + 0.1 * matrix(8, 12)
        u, v, history = sparse_pair(w, 1.0)
        self.assertAlmostEqual(history[-1], np.linalg.norm(w, 2), delta=1e-4 * history[-1])
        np.testing.assert_allclose(history[-1] * np.outer(u, v), best_of_rank(w, 1), atol=0.05)

    def test_sparse_factors_have_the_zeros_that_are_asked_for(self):
        w = matrix(40, 60)
        for share in (0.3, 0.5, 0.8):
            stored = (1 - share) * 20 * (40 + 60)
            found = share_of_zeros(*sparse_factors_within(w, 20, stored))
            self.assertGreaterEqual(found, share)
            self.assertLess(found, share + 0.03)

    def test_each_sparse_pair_lowers_what_is_left(self):
        w = matrix(40, 60)
        left, right = sparse_factors(w, 12, 0.5)
        rests = [np.linalg.norm(w - left[:, :k] @ right[:k]) for k in range(13)]
        self.assertTrue((np.diff(rests) < 0).all(), rests)

    def test_the_update_leads_to_orthogonal_rows_of_one_norm(self):
        m, distances = matrix(6, 30), []
        for _ in range(12):
            products = m @ m.T
            scale = np.trace(products) / len(products)
            distances.append(np.linalg.norm(products / scale - np.eye(len(products))))
            m = nearer_to_orthonormal(m)
        self.assertLess(distances[-1], 1e-6, distances)
        self.assertLess(distances[3], distances[0])
        orthonormal = np.linalg.qr(matrix(30, 6))[0].T
        for size in (0.1, 1, 10):  # the scale floats
            np.testing.assert_allclose(nearer_to_orthonormal(size * orthonormal),
                                       size * orthonormal, atol=1e-12)

    def test_learned_factors_come_near_the_svd_with_and_without_it(self):
        w = matrix() + 5 * best_of_rank(matrix(seed=5), 4)
        best = np.linalg.norm(w - best_of_rank(w, 4))
        for is_semi_orthogonal in (False, True):
            draw = np.random.default_rng(6)
            a, m = learned_factors(w, 4, is_semi_orthogonal, draw, steps=2000)
            self.assertLess(np.linalg.norm(w - a @ m), 1.01 * best)
            if is_semi_orthogonal:
                products = m @ m.T / np.trace(m @ m.T) * 4
                np.testing.assert_allclose(products, np.eye(4), atol=1e-3)

    def test_all_kinds_store_an_equal_number_of_weights(self):
        self.assertEqual(rank_within((20, 30), 499), 9)
        matrices = {name: matrix(16, 24, seed) for seed, name in enumerate(LAYERS)}
        svd = KINDS["SVD, all layers"]
        found = errors(matrices, *svd, 0.5)
        wanted = [np.linalg.norm(w - best_of_rank(w, 4)) / np.linalg.norm(w)
                  for w in matrices.values()]
        np.testing.assert_allclose(found, wanted)
        first = errors(matrices, *KINDS["SVD, the first layer alone"], 0.9)
        wanted = np.linalg.norm(matrices[LAYERS[0]] - best_of_rank(matrices[LAYERS[0]], 5))
        np.testing.assert_allclose(first[0], wanted / np.linalg.norm(matrices[LAYERS[0]]))
        np.testing.assert_allclose(first[1:], 0)
        made = KINDS["no factors, the largest entries"][0](matrix(), 100, 0)
        self.assertEqual(np.count_nonzero(made), 100)
        self.assertGreater(np.abs(made[made != 0]).min(), np.abs(matrix()[made == 0]).max())
        self.assertIsNone(errors(matrices, *KINDS["SVD, the last layer alone"], 0.5))


if __name__ == "__main__":
    unittest.main()
