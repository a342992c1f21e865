// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/RankSelection.h"

namespace unbraid::training
{

/** W by maximum marginal likelihood, the activations integrated out: with v exponential of mean P = W h + floor (the model
    of IS-NMF) and h exponential of mean 1, log p (V | W) is maximised over W alone. Atoms that the data do not need go to
    zero, without a weight to choose. A lower bound of it rises in each iteration:

        q (h) ~ h^0 exp (-b h - c / h)        b = 1 + W^T (1 / M),  c = g^2 . W^T (V / Q^2)
        W <- W . sqrt ( (V / Q^2) g^T / ((1 / M) E[h]^T) )
        M = W E[h] + floor,  Q = W g + floor,  g = 1 / E[1/h]

    and the bound is sum (-V / Q - log M) + sum (log 2 sqrt (c/b) K_1 (x) + (b - 1) E[h] + c / g), x = 2 sqrt (b c), with
    E[h] = sqrt (c/b) K_2 (x) / K_1 (x) and E[1/h] = sqrt (b/c) K_0 (x) / K_1 (x), of the generalised inverse Gaussian q.
    The objective that is reported is its negative. Activations are E[h]. `beta`, `weight` and `shape` of the spec do not
    matter, `wantedAtoms` neither: atoms whose part of the model is below a thousandth are left out.

    spectra  [bins x frames] V >= 0, not all zero
    The number of threads does not change a bit.
    [worker] errors: cancelled.
    Source: Dikmen & Fevotte 2011, NIPS, section 3; there the prior is a Gamma of any shape, here of shape 1. */
core::Result<RankedFactors> marginalFactors (const Eigen::MatrixXf& spectra, const RankSelectionSpec& spec,
                                             const core::ProgressOf<RankProgress>& onIteration);

/** Moments of the density proportional to exp (-b h - c / h), h > 0. */
struct InverseGaussianMoments
{
    double mean = 0.0;          // E[h]
    double harmonicMean = 0.0;  // 1 / E[1/h]
    double logNormaliser = 0.0; // of the integral
};

/** b, c  above zero
    [worker] */
InverseGaussianMoments momentsOf (double b, double c);

} // namespace unbraid::training
