// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** Two layers of factors. */
struct DeepFactors
{
    Eigen::MatrixXf fine;        // [bins x fine atoms] W_1
    Eigen::MatrixXf coarse;      // [bins x components] W_2, columns sum to one
    Eigen::MatrixXf parts;       // [components x fine atoms] H_2
    Eigen::MatrixXf activations; // [fine atoms x frames] H_1, rows sum to one
    double objective = 0.0;
};

/** Deep NMF of two layers under the Kullback-Leibler divergence: atoms that are mixtures of fewer spectra.

        C = D_KL (V | W_1 H_1) + weight D_KL (W_1 | W_2 H_2)

    Rows of H_1 sum to one, which fixes the scale of W_1: H_1 <- H_1 . W_1^T (V / P), divided by its row sums, is the least of the majorised C under that
    constraint. With q = W_2 H_2, a = W_1 . (V / P) H_1^T, and rows of H_1 that sum to one, an entry of W_1 minimises
    w - a log w + weight (w log (w / q) - w): at a / (weight x), where x + log x = 1 / weight + log (a / (weight q)). W_2 and H_2 by multiplicative steps. C never rises.
    spectra  [bins x frames] V >= 0
    start    W_1 of unit sums, and H_1
    coarse   W_2 to begin with, of unit sums
    floor    added to V
    [worker] errors: cancelled.
    Source: Leplat, Hien, Onwunta & Gillis 2024, Neural Computation, "Deep nonnegative matrix factorization with beta divergences". */
core::Result<DeepFactors> deepFactorise (const Eigen::MatrixXf& spectra, const Factors& start,
                                         Eigen::MatrixXf coarse, float weight, float floor, int iterations,
                                         const IterationCallback& onIteration);

/** The x > 0 of x + log x = y, the Wright omega function. [any] */
double wrightOmega (double y);

} // namespace unbraid::training
