# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `unbraid.NMF` computes, against an own implementation in double precision, and in the conventions of scikit-learn."""
import math
import unittest

import numpy

import unbraid

SCALES = (1e-12, 1e-9, 1e-6, 1e-3, 1.0, 1e6)
BETAS = {"itakura-saito": 0.0, "kullback-leibler": 1.0, "frobenius": 2.0, 0.5: 0.5, 1.5: 1.5}


def low_rank(samples, features, rank, seed=3):
    random = numpy.random.default_rng(seed)
    return random.gamma(0.5, 1, (samples, rank)) @ random.gamma(0.5, 1, (rank, features)) + 1e-3


def divergence(V, P, beta):
    """D_beta of each row."""
    if beta == 0:
        return (V / P - numpy.log(V / P) - 1).sum(axis=1)
    if beta == 1:
        return (V * numpy.log(V / P) - V + P).sum(axis=1)
    return ((V**beta + (beta - 1) * P**beta - beta * V * P ** (beta - 1)) / (beta * (beta - 1))).sum(
        axis=1
    )


def reference_transform(X, H, beta, updates):
    """W by multiplicative updates in double precision: no floor, no scale."""
    W = numpy.full((len(X), len(H)), 1.0) * X.mean(axis=1, keepdims=True) * X.shape[1] / len(H)
    for _ in range(updates):
        P = W @ H
        W *= ((X * P ** (beta - 2)) @ H.T) / (P ** (beta - 1) @ H.T)
    return W


def reference_fit(X, rank, beta, updates, seed=1):
    """W and H by alternating updates of the majorise-minimise exponent, in double precision."""
    random = numpy.random.default_rng(seed)
    W, H = random.uniform(0.5, 1, (len(X), rank)) * X.mean(), random.uniform(0.5, 1, (rank, X.shape[1]))
    step = 1 / (2 - beta) if beta < 1 else 1
    for _ in range(updates):
        P = W @ H
        W *= (((X * P ** (beta - 2)) @ H.T) / (P ** (beta - 1) @ H.T)) ** step
        P = W @ H
        H *= ((W.T @ (X * P ** (beta - 2))) / (W.T @ P ** (beta - 1))) ** step
    return W, H


class Start(unittest.TestCase):
    def test_updates_begin_with_the_factors_given_and_their_zeros_stay(self):
        X = low_rank(40, 30, 3)
        random = numpy.random.default_rng(4)
        W, H = random.uniform(0.5, 1, (40, 3)), random.uniform(0.5, 1, (3, 30))
        W[5:9, 1] = 0
        H[2, 10:] = 0
        for name, beta in (("kullback-leibler", 1.0), ("frobenius", 2.0)):
            model = unbraid.NMF(3, beta_loss=name, max_iter=1, tol=0)
            found = model.fit_transform(X, W=W, H=H)
            P = W @ H
            once = W * ((X * P ** (beta - 2)) @ H.T) / (P ** (beta - 1) @ H.T)
            P = once @ H
            atoms = H * (once.T @ (X * P ** (beta - 2))) / (once.T @ P ** (beta - 1))
            with self.subTest(name):
                numpy.testing.assert_allclose(found @ model.components_, once @ atoms, rtol=1e-4)
                model.set_params(max_iter=100).fit(X, W=W, H=H)
                self.assertEqual(model.components_[2, 10:].max(), 0)
                self.assertGreater(model.components_[:2].min(), 0)

    def test_one_of_the_two_is_enough_and_other_shapes_are_refused(self):
        X = low_rank(40, 30, 3)
        model = unbraid.NMF(3, max_iter=20)
        H = numpy.eye(3).repeat(10, axis=1)
        model.fit(X, H=H)
        self.assertEqual(model.components_[H == 0].max(), 0)
        self.assertEqual(model.fit_transform(X, W=numpy.tri(40, 3)).shape, (40, 3))
        for wrong in (dict(H=H.T), dict(W=H), dict(H=0 * H), dict(H=-H), dict(H="H"), dict(W=numpy.ones(40))):
            with self.subTest(wrong), self.assertRaises(ValueError):
                model.fit(X, **wrong)
        with self.assertRaisesRegex(ValueError, "ard=False"):
            unbraid.NMF(3, ard=True).fit(X, H=H)


class Scale(unittest.TestCase):
    def test_softer_and_louder_samples_have_the_activations_of_double_precision(self):
        X = low_rank(60, 40, 4) * numpy.random.default_rng(1).exponential(1, (60, 40))
        for name, beta in BETAS.items():
            model = unbraid.NMF(4, beta_loss=name, max_iter=100).fit(X)
            truth = reference_transform(X, model.components_, beta, 100) @ model.components_
            for scale in SCALES:
                with self.subTest(beta=beta, scale=scale):
                    found = model.transform(X * scale) @ model.components_ / scale
                    numpy.testing.assert_allclose(
                        found, truth, rtol=2e-3, atol=1e-4 * X.mean()
                    )  # of a hundred updates in float32

    def test_data_of_any_scale_are_fitted_alike(self):
        X = low_rank(60, 40, 4) * numpy.random.default_rng(1).exponential(1, (60, 40))
        for name, beta in BETAS.items():
            plain = unbraid.NMF(4, beta_loss=name, max_iter=50, tol=0).fit(X)
            for scale in SCALES:
                with self.subTest(beta=beta, scale=scale):
                    model = unbraid.NMF(4, beta_loss=name, max_iter=50, tol=0).fit(X * scale)
                    numpy.testing.assert_allclose(model.components_, plain.components_, rtol=2e-2, atol=1e-5)
                    self.assertAlmostEqual(
                        model.reconstruction_err_ / scale ** (beta / 2) / plain.reconstruction_err_,
                        1,
                        delta=1e-3,
                    )

    def test_a_penalty_is_that_of_the_objective_at_any_level(self):
        # Where the slope of D_beta (x | w h) + mu h is zero, for a single component h of sum one.
        def under_itakura_saito(h):
            return (numpy.sqrt(len(h) ** 2 + 4 * mu * (X / h).sum(axis=1)) - len(h)) / (2 * mu)

        mu = 0.05
        X = numpy.array([0.1, 1, 10])[:, None] * numpy.random.default_rng(5).uniform(0.5, 1.5, (3, 40))
        X /= X.mean()
        for name, optimum in (
            ("kullback-leibler", lambda h: X.sum(axis=1) / (1 + mu)),
            ("frobenius", lambda h: numpy.maximum(0, X @ h - mu) / (h @ h)),
            ("itakura-saito", under_itakura_saito),
        ):
            with self.subTest(beta=name):
                model = unbraid.NMF(1, beta_loss=name, max_iter=500, tol=0, sparsity=mu).fit(X)
                expected = optimum(model.components_[0].astype(float))
                numpy.testing.assert_allclose(model.transform(X)[:, 0], expected, rtol=1e-3, atol=1e-6)

    def test_samples_120_dB_below_others_are_fitted_as_well_as_those(self):
        levels = numpy.logspace(-12, 0, 60)[:, None]
        X = levels * low_rank(60, 40, 4)
        for name, beta in BETAS.items():
            with self.subTest(beta=beta):
                model = unbraid.NMF(4, beta_loss=name, max_iter=1000, tol=0)
                W = model.fit_transform(X)
                each = divergence(X / levels, W @ model.components_ / levels + 1e-12, beta)
                best = divergence(
                    X / levels,
                    reference_transform(X, model.components_, beta, 3000) @ model.components_ / levels,
                    beta,
                )
                # What is left of a soft sample is what the components cannot say, and nothing of a floor.
                self.assertLess(
                    (each - best).max(),
                    0.02
                    * numpy.median(divergence(X / levels, numpy.full_like(X, 1) * (X / levels).mean(), beta)),
                )

    def test_features_of_any_level_are_fitted_under_itakura_saito(self):
        X = low_rank(60, 40, 3) * numpy.logspace(-8, 0, 40)
        model = unbraid.NMF(3, max_iter=2000, tol=0)
        ratio = model.fit_transform(X) @ model.components_ / X
        self.assertLess(abs(numpy.median(ratio[:, :10]) - 1), 0.05)
        self.assertLess(abs(numpy.median(ratio[:, 30:]) - 1), 0.05)

    def test_the_error_is_about_that_of_double_precision(self):
        X = low_rank(60, 40, 4) * numpy.random.default_rng(1).exponential(1, (60, 40))
        for name, beta in BETAS.items():
            W, H = reference_fit(X, 4, beta, 500)
            theirs = math.sqrt(2 * divergence(X, W @ H, beta).sum())
            model = unbraid.NMF(4, beta_loss=name, max_iter=500, tol=0)
            W = model.fit_transform(X)
            with self.subTest(beta=beta):
                self.assertLess(
                    model.reconstruction_err_, 1.05 * theirs
                )  # another start, so another of the minima
                again = math.sqrt(2 * divergence(X, W @ model.components_, beta).sum())
                self.assertAlmostEqual(again / model.reconstruction_err_, 1, delta=1e-3)

    def test_silence_and_extreme_values_leave_factors_that_are_numbers(self):
        X = low_rank(30, 20, 3)
        for odd in (
            X * 0,
            X * 1e-300,
            X * 1e290,
            numpy.vstack([X, 0 * X]),
            numpy.hstack([X, 0 * X]),
            X.astype(numpy.float32),
        ):
            for name in BETAS:
                for ard in (False, True):
                    model = unbraid.NMF(3, beta_loss=name, max_iter=20, ard=ard)
                    W = model.fit_transform(odd)
                    self.assertTrue(
                        numpy.isfinite(W).all()
                        and numpy.isfinite(model.components_).all()
                        and math.isfinite(model.reconstruction_err_)
                    )
                    self.assertEqual(W.dtype, odd.dtype)
                    self.assertTrue((W[odd.sum(axis=1) == 0] == 0).all())


class Factorisation(unittest.TestCase):
    def test_the_divergence_falls_and_low_rank_is_found(self):
        X = low_rank(80, 40, 3)
        before = X.copy()
        errors = []
        for updates in (5, 20, 400):
            model = unbraid.NMF(3, max_iter=updates, tol=0)
            W = model.fit_transform(X)
            errors.append(model.reconstruction_err_)
        self.assertTrue(errors[0] > errors[1] > errors[2], errors)
        self.assertTrue(numpy.array_equal(X, before))
        self.assertEqual((W.shape, model.components_.shape), ((80, 3), (3, 40)))
        numpy.testing.assert_allclose(model.components_.sum(axis=1), 1, atol=1e-4)
        self.assertLess(numpy.abs(model.inverse_transform(W) / X - 1).mean(), 0.1)
        self.assertLess(numpy.abs(model.transform(X) @ model.components_ / X - 1).mean(), 0.1)

    def test_relevance_finds_the_number_of_components_and_sparsity_thins_them(self):
        X = low_rank(300, 120, 4) * numpy.random.default_rng(7).exponential(
            1, (300, 120)
        )  # what the divergence assumes
        self.assertEqual(unbraid.NMF(10, ard=True).fit(X).n_components_, 4)
        plain = unbraid.NMF(8, beta_loss="kullback-leibler").fit_transform(X)
        sparse = unbraid.NMF(8, beta_loss="kullback-leibler", sparsity=0.5).fit_transform(X)
        self.assertLess(sparse.sum(), plain.sum())

    def test_any_number_of_threads_gives_the_same(self):
        X = low_rank(500, 64, 4)
        self.assertTrue(
            numpy.array_equal(
                unbraid.NMF(4, n_jobs=1).fit(X).components_, unbraid.NMF(4, n_jobs=2).fit(X).components_
            )
        )

    def test_bad_matrices_are_refused(self):
        for X in (-low_rank(5, 5, 1), numpy.full((3, 3), numpy.nan), numpy.zeros(4), numpy.zeros((0, 3))):
            with self.assertRaises(ValueError):
                unbraid.NMF(2).fit(X)
        with self.assertRaises(ValueError):
            unbraid.NMF(2, beta_loss="cosine").fit(low_rank(5, 5, 1))

    def test_values_that_are_no_numbers_are_counted_and_named(self):
        X = low_rank(20, 10, 2)
        X[3:7, 4:6] = numpy.nan
        with self.assertRaisesRegex(ValueError, r"8 of 200 values, the first at row 3, column 4"):
            unbraid.NMF(2).fit(X)

    def test_scikit_learn_takes_it_for_one_of_its_own(self):
        try:
            from sklearn.base import clone
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import MinMaxScaler
        except ImportError:
            self.skipTest("scikit-learn is not installed")
        model = clone(unbraid.NMF(3, sparsity=0.1))
        self.assertEqual(model.get_params()["sparsity"], 0.1)
        self.assertEqual(
            make_pipeline(MinMaxScaler(), model).fit_transform(low_rank(30, 20, 3)).shape, (30, 3)
        )


if __name__ == "__main__":
    unittest.main()
