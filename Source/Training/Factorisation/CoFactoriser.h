// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

#include <array>

namespace unbraid::training
{

/** Two views of one sound, such as two channels, each with atoms and activations of its own. */
struct CoFactors
{
    std::array<Factors, 2> views; // atoms of unit sum
    Eigen::VectorXf ratios;       // [atoms] s, how much higher activations are in the first view
    double objective = 0.0;       // of both
};

/** Soft co-factorisation of two power spectrograms: activations of the views are alike, but not the same.

        C = sum_i D_IS (V_i + floor | W_i H_i + floor) + coupling sum_kn |log h_1kn - log (s_k h_2kn)|

    The penalty does not depend on the scale of either view, as D_IS does not (the paper's, on differences, does). Majorised, C is convex in both
    log h, and separate for each pair of them: a_i / h_i + b_i h_i + coupling |log h_1 - log (s h_2)| with

        a_i = h_i^2 . W_i^T (V_i / P_i^2),   b_i = W_i^T (1 / P_i)

    Either both are one, h_1 = s h_2 = sqrt ((a_1 + s a_2) / (b_1 + b_2 / s)), or, where the slope b_1 h_1 - a_1 / h_1 there is steeper than the coupling,
    each is 2 a / (r + coupling) or (r + coupling) / (2 b), r = sqrt (coupling^2 + 4 a b): the lower and the higher.
    Both have one floor, that of h_1 and of s h_2, so that a pair of silent entries costs nothing.
    W by the multiplicative step, s_k the median of h_1kn / h_2kn: C never rises. No coupling makes two factorisations; a strong one gives both views the
    same activations up to a gain.
    spectra  [bins x frames] >= 0 of each view, as many frames
    start    of both: W of unit sums, and H
    [worker] errors: cancelled.
    Source: Seichepine, Essid, Fevotte & Cappe 2014, IEEE TSP 62(22), "Soft nonnegative matrix co-factorization". */
core::Result<CoFactors> coFactorise (const std::array<Eigen::MatrixXf, 2>& spectra, const Factors& start,
                                     float coupling, float floor, int iterations,
                                     const IterationCallback& onIteration);

} // namespace unbraid::training
