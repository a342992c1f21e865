// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/ConvolutiveFactoriser.h"
#include "Training/Material/Hits.h"

namespace unbraid::training
{

/** Initial values of the deconvolution of a drum's hits. */
struct HitProblem
{
    Eigen::MatrixXf spectra;  // [bands x frames] the hits' beginnings side by side, each of unit sum
    ConvolutiveFactors start; // a template for each group of hits, and where it is struck
};

/** Groups the hits by k-means under the Kullback-Leibler divergence: each group begins as a template.
    hits  at least one
    lags  of a template, frames
    [worker] */
HitProblem hitProblem (const std::vector<Hit>& hits, Eigen::Index lags, Eigen::Index maxTemplates);

} // namespace unbraid::training
