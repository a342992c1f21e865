// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Training/Factorisation/PenaltyTerms.h"

#include <Eigen/Core>

#include <functional>
#include <stop_token>
#include <vector>

namespace unbraid::training
{

/** Objective and length of a batch factorisation. */
struct FactorisationSpec
{
    float beta = 0.0f;
    float sparsity = 0.0f; // mu
    int iterations = 100;
    unsigned int seed = 1;
    int numThreads = 1;
    std::stop_token enough{}; // asked after each iteration; ends with the current factors
    std::function<void (const Eigen::MatrixXf& atoms)>
        onAtoms{}; // receives W before each iteration is reported
    PenaltyTerms terms{};
};

/** W and H of V ~ W H. */
struct Factors
{
    Eigen::MatrixXf atoms;       // [bins x atoms] columns sum to one
    Eigen::MatrixXf activations; // [atoms x frames]
    double objective = 0.0;      // D_beta (V | W H + floor) + mu |H|_1 + the weighted penalty terms
};

/** Support of the factors: entries at a 0 remain zero. Empty: unconstrained. */
struct Constraints
{
    Eigen::MatrixXf atoms;                   // [bins x atoms] 0 or 1
    Eigen::MatrixXf activations;             // [atoms x frames] 0 or 1
    std::vector<Eigen::MatrixXf> patterns{}; // of the first atoms [bins x patterns] P: atoms that are w = P e
};

/** Called after each iteration with its number, from 1, and the objective; false cancels. */
using IterationCallback = std::function<bool (int, double)>;

/** Batch NMF with unit atoms and L1-sparse activations: alternating multiplicative updates, the objective never
    rising.

        H <- H . [ W^T (V . P^(beta-2)) / (W^T P^(beta-1) + mu) ]^e           e = safeExponent (beta, 1)
        W <- W . [ N / D ]^g                                                  mu = 0, scale moved into H
        W <- W . [ (N + colsum (W . D)) / (D + colsum (W . N)) ]^g            mu > 0, atoms kept at unit L1
    norm N = (V . P^(beta-2)) H^T,  D = P^(beta-1) H^T,  P = W H + floor

    Penalty terms add the two parts of their gradients to the denominators (plus) and numerators (minus), and the exponent
    is then penalisedStep (beta): see PenaltyTerms.h. Without them not a bit changes.

    spectra      [bins x frames] > 0, unit-mean frames
    start        [bins x atoms] columns sum to one: see randomAtoms
    constraints  entries that remain zero, as multiplicative updates preserve zeros; of atoms with patterns the step is that of
                 e <- e . [ P^T N / P^T D ]^g, from a flat start
    The number of threads does not change a bit.
    [worker] errors: cancelled.
    Sources: Fevotte & Idier 2011 (beta divergences, g); Le Roux, Weninger &
    Hershey 2015 (sparse, unit atoms); Ewert & Mueller 2012 (constraints); Bertin, Badeau & Vincent 2010 (patterns). */
core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration,
                                 const Constraints& constraints = {});

/** Factorises from a random start, given by the seed of the spec. */
core::Result<Factors> factorise (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms,
                                 const FactorisationSpec& spec, const IterationCallback& onIteration);

} // namespace unbraid::training
