// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Training/Factorisation/Factoriser.h"

#include <memory>
#include <optional>

namespace unbraid::training
{

/** How the number of components is found: automatic relevance determination, `selectRank`, with exponential or half-normal priors, or
    maximum marginal likelihood, `marginalFactors`, for beta = 0 and an automatic number. */
enum class RankCriterion
{
    ard,
    ardHalfNormal,
    marginal
};

/** Settings of a blind decomposition. */
struct DecompositionSpec
{
    float beta = 0.0f;
    std::optional<float> alpha{}; // of an alpha-divergence, which takes over from beta = 1: AlphaFactoriser.h
    Eigen::Index numAtoms = 0;    // 0: found automatically
    RankCriterion criterion = RankCriterion::ard;
    float smoothness = 0.0f; // lambda of the smooth prior, Itakura-Saito only; 0: none
    PenaltyWeights terms{};  // of the penalties; continuity replaces the smooth prior
    float floor = 1e-3f;     // relative to the mean of V; energy below it is explained by no atom
    int iterations =
        300; // of the search for atoms; a fifth as many follow without the penalty. Of each plain start
    unsigned int seed = 1;
    int numThreads = 1;
    std::shared_ptr<const Factors> start{}; // W, H or both, in place of a search
};

/** Progress of a decomposition. */
struct DecompositionProgress
{
    int iteration = 0;
    int numIterations = 0;
    double objective = 0.0;
    Eigen::Index numAtoms = 0;
};

/** Blind NMF of one recording, V ~ W H: atoms and their number by `selectRank` or `marginalFactors`, then `smoothFactors`, or with an alpha
    `alphaFactors`. Where the number is given and beta is 1 or more, the one of five uniform random starts, of seeds from spec.seed on,
    that `smoothFactors` brings to the lowest objective: what a search by relevance leaves are chords then, where Itakura-Saito
    needs it. From a given start `smoothFactors` alone: its entries of zero stay zero (the initialisations of templates, activations
    and onsets of Mueller 2023, after Ewert & Mueller 2012), and the one of W and H that it lacks is uniform random.
    spectra     [bins x frames] V >= 0 of frames that overlap by half, overall mean 1
    onProgress  called after each iteration
    [worker] errors: a start of another shape, cancelled. */
core::Result<Factors> decompose (const Eigen::MatrixXf& spectra, const DecompositionSpec& spec,
                                 const core::ProgressOf<DecompositionProgress>& onProgress);

/** Refines factors by batch NMF with temporally smooth activations; the objective never rises:

        C = D_beta (V + floor | W H + floor) + lambda sum_k sum_(n>1) D_IS (h_kn | h_k(n-1))

    Majorised, C separates into one function of each h_kn given its neighbours in time, minimal at

        h = ( sqrt (q^2 + 4 B a) - q ) / (2 B),   a = h^2 . W^T (V / P^2) + lambda h_(n+1),
                                                  B = W^T (1 / P) + lambda / h_(n-1)

    with q = 0 except in the first frame (lambda) and the last (-lambda), whose missing neighbours drop out. Even
    frames are updated first, then the odd ones. Without the prior, and for other beta, this is the
    multiplicative step. The prior is invariant to the scale of a row of H, so atoms keep unit sum.
    With penalty terms their values are added to C, and their gradients to the steps: see PenaltyTerms.h. Then C falls as
    far as the norms in them may be taken as constant.
    spectra  as `decompose`
    start    W with columns of unit sum, and H
    spec     numAtoms and seed are ignored; smoothness applies to beta = 0 only; with a start in it, zeros of `start` stay
    [worker] errors: cancelled.
    Sources: Fevotte 2011, ICASSP, "Majorization-minimization algorithm for smooth Itakura-Saito NMF" (there
    frame after frame; even and odd frames in turn are ours, for parallelism); Fevotte & Idier 2011. */
core::Result<Factors> smoothFactors (const Eigen::MatrixXf& spectra, Factors start,
                                     const DecompositionSpec& spec, int iterations,
                                     const IterationCallback& onIteration);

} // namespace unbraid::training
