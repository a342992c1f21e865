// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** Factors, and what they do not explain. */
struct RobustFactors
{
    Factors factors;          // W of unit sums, and H
    Eigen::MatrixXf outliers; // [bins x frames] R >= 0
};

/** How outliers are found. */
struct RobustSpec
{
    float beta = 1.0f;
    float weight = 0.2f; // of the outliers, relative to the root of the number of bins
    float floor = 1e-3f; // added to V and to the model
    int iterations = 300;
    unsigned int seed = 1;
};

/** Robust NMF: frames that are no sum of the atoms have an outlier of their own, whose norm has a price.

        C = D_beta (V + floor | W H + R + floor) + lambda sum_n |r_n|_2,   lambda = weight sqrt (bins)
        R <- R . [ (V . P^(beta-2)) / (P^(beta-1) + lambda r_n / |r_n|) ]^x,   x = 1 / (3 - beta) for beta <= 2

    The norm is majorised by a parabola; W and H by the usual steps. C never rises. Because the norm is that of a whole frame, R is
    zero in most frames and free in the others. It begins with half of V, and W near the mean spectrum: factors that
    have already explained everything, and atoms that are frames with outliers, leave nothing for R.
    spectra  [bins x frames] V >= 0, overall mean 1
    spec     beta from 0 to 2
    [worker] errors: cancelled.
    Source: Fevotte & Dobigeon 2015, IEEE TIP 24(12), "Nonlinear hyperspectral unmixing with robust nonnegative matrix factorization"; there the
    activations of a frame sum to one. */
core::Result<RobustFactors> robustFactors (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms,
                                           const RobustSpec& spec, const IterationCallback& onIteration);

} // namespace unbraid::training
