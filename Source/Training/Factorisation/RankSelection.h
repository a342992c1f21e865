// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::training
{

/** The prior of an atom and its activations given their scale, of automatic relevance determination. */
enum class RelevancePrior
{
    exponential, // the penalty is of sums: L1
    halfNormal   // of squares: L2
};

/** Settings for finding the number of atoms. */
struct RankSelectionSpec
{
    float beta = 0.0f;
    RelevancePrior prior = RelevancePrior::exponential;
    Eigen::Index maxAtoms = 20;   // K, the initial number
    Eigen::Index wantedAtoms = 0; // the final number; 0: the one that minimises C
    float weight = 1.0f; // phi, of the penalty against the divergence: 1 counts every value of V as one
                         // observation, right for frames that overlap by half; twice that for a quarter's hop
    float shape = 5.0f;  // a > 2, of the relevances' prior
    float floor = 1e-3f; // relative to the mean of V; energy below it needs no atom
    int iterations = 300;
    unsigned int seed = 1;
    int numThreads = 1;
};

/** W and H of V ~ W H with the number of atoms found, the most relevant first. */
struct RankedFactors
{
    Eigen::MatrixXf atoms;       // [bins x atoms] columns sum to one
    Eigen::MatrixXf activations; // [atoms x frames]
    Eigen::VectorXf relevances;  // [atoms] lambda_k divided by that of a vanished atom, minus one
    double objective = 0.0;      // C of these factors, before the scale went into H
};

/** Progress of a search. */
struct RankProgress
{
    int iteration = 0;         // from 1, at most RankSelectionSpec::iterations
    double objective = 0.0;    // C before the iteration
    Eigen::Index numAtoms = 0; // remaining
    bool isDescent = false;    // C does not rise from one such iteration to the next
};

/** NMF that finds the number of its atoms: automatic relevance determination with exponential priors on W
    and H that share one scale lambda_k an atom. The sum of an atom and its activations is penalised, and
    components that explain too little shrink to nothing. `floor` is added to V, and P = W H + floor.

        C = D_beta (V | P) + phi sum_k [ (|w_k|_1 + |h_k|_1 + b) / lambda_k + c log lambda_k ]
        H <- H . [ W^T (V . P^(beta-2)) / (W^T P^(beta-1) + phi / lambda) ]^e        e = safeExponent (beta, 1)
        W <- W . [ (V . P^(beta-2)) H^T / (P^(beta-1) H^T + phi / lambda) ]^g        g = majorisationStep (beta)
        lambda_k = (|w_k|_1 + |h_k|_1 + b) / c,   c = bins + frames + a + 1,   b = sqrt ((a-1) (a-2) mean (V) / K)

    With half-normal priors squares take the place of sums: |w_k|_2^2 / 2 and |h_k|_2^2 / 2 in C and in lambda_k, phi h / lambda and
    phi w / lambda in the steps, whose exponents are penalisedStep (beta), c = (bins + frames) / 2 + a + 1, b = pi (a-1) mean (V) / 2K.

    Two additions of ours, since C has many minima: phi starts at a hundredth and grows to its value over the first
    two fifths of the iterations, so that atoms take shape before they compete; and at the end the least relevant
    atom is removed and the rest refitted, for as long as that lowers C.

    With `wantedAtoms` the weight grows until that many are left and is then zero; if its final value leaves more,
    the least relevant are removed. This also makes a good start for a given number; a plain random one does not.

    spectra      [bins x frames] V >= 0, not all zero
    onIteration  called after each iteration
    The number of threads does not change a bit.
    [worker] errors: cancelled.
    Sources: Tan & Fevotte 2013, IEEE TPAMI 35(7), L1 and L2 forms; steps: Fevotte & Idier 2011. */
core::Result<RankedFactors> selectRank (const Eigen::MatrixXf& spectra, const RankSelectionSpec& spec,
                                        const core::ProgressOf<RankProgress>& onIteration);

} // namespace unbraid::training
