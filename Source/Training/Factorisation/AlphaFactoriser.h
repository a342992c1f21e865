// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** The alpha-divergence, summed over all entries, in double:

        D_alpha (v | p) = (v^alpha p^(1-alpha) - alpha v + (alpha - 1) p) / (alpha (alpha - 1))

    alpha = 1 is Kullback-Leibler, 0 the same with v and p changed round, 1/2 twice the squared Hellinger distance, 2 Pearson's chi-squared over two.
    spectra, model  the same shape, > 0
    [worker]
    Source: Cichocki, Lee, Kim & Choi 2008, eq. (3). */
double alphaDivergence (const Eigen::Ref<const Eigen::ArrayXXf>& spectra,
                        const Eigen::Ref<const Eigen::ArrayXXf>& model, double alpha);

/** NMF under D_alpha (V + floor | W H + floor), which never rises:

        H <- H . [ W^T (V / P)^alpha / W^T 1 ]^(1/alpha),   W the same with H^T;   alpha = 0: H <- H . exp ( W^T log (V / P) / W^T 1 )

    The lower alpha, the more it costs to have energy where V has none.
    spectra  [bins x frames] V >= 0
    start    W of unit sums, and H
    [worker] errors: cancelled.
    Source: Cichocki, Lee, Kim & Choi 2008, Pattern Recognition Letters 29(9), "Non-negative matrix factorization with alpha-divergence". */
core::Result<Factors> alphaFactors (const Eigen::MatrixXf& spectra, Factors start, float alpha, float floor,
                                    int iterations, const IterationCallback& onIteration);

} // namespace unbraid::training
