// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <functional>

namespace unbraid::training
{

/** How a number of atoms is found. */
struct RankSelectionSpec
{
    float beta = 0.0f;
    Eigen::Index maxAtoms = 20;   // K, where it starts
    Eigen::Index wantedAtoms = 0; // where it ends; 0: as many as C is smallest for
    float weight = 1.0f; // phi, of the penalty against the divergence: 1 counts every value of V as one
                         // observation, right for frames that overlap by half; twice that for a quarter's hop
    float shape = 5.0f;  // a > 2, of the relevances' prior
    float floor = 1e-3f; // what lies below it, where the mean of V is one, needs no atom
    int iterations = 300;
    unsigned int seed = 1;
    int numThreads = 1;
};

/** W and H of V ~ W H with as many atoms as the sound needs, the most relevant first. */
struct RankedFactors
{
    Eigen::MatrixXf atoms;       // [bins x atoms] columns sum to one
    Eigen::MatrixXf activations; // [atoms x frames]
    Eigen::VectorXf relevances;  // [atoms] lambda_k over that of an atom that is gone, less one
    double objective = 0.0;      // C of these factors, before the scale went into H
};

/** Where a search stands. */
struct RankProgress
{
    int iteration = 0;         // from 1; not above RankSelectionSpec::iterations
    double objective = 0.0;    // C before the iteration
    Eigen::Index numAtoms = 0; // that are left
    bool isDescent = false;    // C does not rise from one such iteration to the next
};

/** Called after each iteration; false cancels. */
using RankCallback = std::function<bool (const RankProgress&)>;

/** NMF that finds the number of its atoms: automatic relevance determination with exponential priors on W
    and H that share one scale lambda_k an atom. The sum of an atom and its activations pays for itself, and
    what does not explain enough shrinks until it is gone. V gets `floor` added and P = W H + floor.

        C = D_beta (V | P) + phi sum_k [ (|w_k|_1 + |h_k|_1 + b) / lambda_k + c log lambda_k ]
        H <- H . [ W^T (V . P^(beta-2)) / (W^T P^(beta-1) + phi / lambda) ]^e        e = safeExponent (beta, 1)
        W <- W . [ (V . P^(beta-2)) H^T / (P^(beta-1) H^T + phi / lambda) ]^g        g = majorisationStep (beta)
        lambda_k = (|w_k|_1 + |h_k|_1 + b) / c,   c = bins + frames + a + 1,   b = sqrt ((a-1) (a-2) mean (V) / K)

    Two things of our own, since C has many minima. phi begins at a hundredth and grows to its value over the
    first two fifths of the iterations, so that atoms take shape before they compete. And in the end the
    least relevant atom is taken away and the rest fitted again, for as long as that makes C smaller.

    With `wantedAtoms` the weight grows until so many are left, and then is zero; if its final value leaves
    more, the least relevant go. So found, a number given is a good start too: a plain random one is not.

    spectra  [bins x frames] V >= 0, not all zero
    The threads do not change a bit.
    [worker] errors: cancelled.
    Sources: Tan & Fevotte 2013, IEEE TPAMI 35(7), L1 form; steps: Fevotte & Idier 2011. */
core::Result<RankedFactors> selectRank (const Eigen::MatrixXf& spectra, const RankSelectionSpec& spec,
                                        const RankCallback& onIteration);

} // namespace unbraid::training
