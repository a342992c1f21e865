// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::offline
{

/** Variances v = W H + floor that are fitted to something else than a spectrogram. Where the objective is majorised by
    sums of upper v0^2 / v and lower v, one update of H or of W does not raise it:

        H <- H . sqrt (W^T upper / W^T lower),   W <- W . sqrt (upper H^T / lower H^T), of unit sums

    which for upper = V / v^2 and lower = 1 / v is IS-NMF. Source: Fevotte & Idier 2011. */
struct VarianceFactors
{
    training::Factors factors;
    Eigen::MatrixXf variances;    // [bins x frames] v, after `model`
    Eigen::MatrixXf upper, lower; // [bins x frames]
    float floor = 1e-9f;

    /** [worker] */
    void model();
    void updateActivations();
    void updateAtoms();
};

/** W and H of a source's spectrogram to begin with: some updates from a random start under beta.
    spectrogram  [bins x frames] >= 0
    [worker] */
training::Factors startingFactors (const Eigen::MatrixXf& spectrogram, float beta, Eigen::Index numAtoms,
                                   unsigned int seed);

} // namespace unbraid::offline
