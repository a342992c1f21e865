// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

#include <vector>

namespace unbraid::training
{

/** Atoms that extend over frames: [lags] of [bins x atoms] W_0, W_1 ..; all lags of an atom together sum to one. */
using Templates = std::vector<Eigen::MatrixXf>;

/** W and H of V ~ sum_lag W_lag shifted_lag (H). */
struct ConvolutiveFactors
{
    Templates templates;
    Eigen::MatrixXf activations; // [atoms x frames]
    double objective = 0.0;      // D_beta (V | P) + mu |H|_1
};

/** What one atom explains: sum_lag W_lag shifted_lag (H) of it alone. returns [bins x frames] [worker] */
Eigen::MatrixXf modelOfAtom (const ConvolutiveFactors& factors, Eigen::Index atom);

/** Batch non-negative matrix factor deconvolution: alternating multiplicative updates, the objective never rising.

        P = sum_lag W_lag (H >> lag) + floor
        H <- H . [ sum_lag W_lag^T ((V . P^(beta-2)) << lag) / (sum_lag W_lag^T (P^(beta-1) << lag) + mu) ]^e
        W_lag <- W_lag . [ (V . P^(beta-2)) (H >> lag)^T / P^(beta-1) (H >> lag)^T ]^e,  all lags at once

    e = safeExponent (beta, 1); zeros in the start remain zero. With mu > 0, `sparsity`, the step of W keeps the sums of the
    atoms over all lags as keepUnitAtoms does, so that the penalty cannot be escaped by scale, and its exponent is
    majorisationStep (beta).
    spectra  [bins x frames] V >= 0, in order of time
    start    initial templates and activations
    [worker] errors: cancelled.
    Sources: Smaragdis 2004; Wang, Cichocki & Chambers 2009; Fevotte & Idier 2011 (beta, e); O'Grady & Pearlmutter 2006
    (sparseness), whose gradient through the norm is here Le Roux, Weninger & Hershey 2015. */
core::Result<ConvolutiveFactors> factorise (const Eigen::MatrixXf& spectra, ConvolutiveFactors start,
                                            const FactorisationSpec& spec,
                                            const IterationCallback& onIteration);

} // namespace unbraid::training
