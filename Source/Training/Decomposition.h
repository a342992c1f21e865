// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factoriser.h"

namespace unbraid::training
{

/** How a recording is taken apart without knowing what is in it. */
struct DecompositionSpec
{
    float beta = 0.0f;
    Eigen::Index numAtoms = 0; // 0: as many as the recording needs
    float smoothness = 0.0f;   // lambda of the smooth prior, Itakura-Saito only; 0: none
    float floor = 1e-3f;       // what lies below it, where the mean of V is one, is explained by no atom
    int iterations = 300;      // of the search for atoms; a fifth as many follow without its penalty
    unsigned int seed = 1;
    int numThreads = 1;
};

/** Where a decomposition stands. */
struct DecompositionProgress
{
    int iteration = 0;
    int numIterations = 0;
    double objective = 0.0;
    Eigen::Index numAtoms = 0;
};

/** Called after each iteration; false cancels. */
using DecompositionCallback = std::function<bool (const DecompositionProgress&)>;

/** Blind NMF of one recording, V ~ W H: atoms and their number by `selectRank`, then `smoothFactors`.
    spectra  [bins x frames] V >= 0 of frames that overlap by half, the mean over all is one
    [worker] errors: cancelled. */
core::Result<Factors> decompose (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec,
                                 const DecompositionCallback& onProgress);

/** Improves factors by batch NMF with activations that move smoothly, the objective never rising:

        C = D_beta (V + floor | W H + floor) + lambda sum_k sum_(n>1) D_IS (h_kn | h_k(n-1))

    Majorised, C parts into one function of each h_kn given its neighbours in time, minimal at

        h = ( sqrt (q^2 + 4 B a) - q ) / (2 B),   a = h^2 . W^T (V / P^2) + lambda h_(n+1),
                                                  B = W^T (1 / P) + lambda / h_(n-1)

    with q = 0 but for the first frame (lambda) and the last (-lambda), whose missing neighbours drop out. Even
    frames move first, then the odd ones between them. Without the prior, and for other beta, this is the
    multiplicative step. The prior does not see the scale of a row of H, so that atoms are kept at unit sum.
    spectra  as `decompose`
    start    W with columns of unit sum, and H
    spec     numAtoms and seed are not looked at; smoothness counts for beta = 0 alone
    [worker] errors: cancelled.
    Sources: Fevotte 2011, ICASSP, "Majorization-minimization algorithm for smooth Itakura-Saito NMF" (there
    frame after frame; even and odd frames in turns are ours, so that all threads work); Fevotte & Idier 2011. */
core::Result<Factors> smoothFactors (const Eigen::MatrixXf& spectra, Factors start,
                                     const DecompositionSpec& spec, int iterations,
                                     const IterationCallback& onIteration);

} // namespace unbraid::training
