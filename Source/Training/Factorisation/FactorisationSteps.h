// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Training/Factorisation/PenaltyTerms.h"
#include "Training/Ranks.h"

#include <Eigen/Core>

#include <functional>

namespace unbraid::training
{

// The steps shared by all batch factorisations V ~ P = W H + floor.

constexpr float floorOfModel = core::ActivationSolver::modelFloor;
constexpr float smallestDivisor = 1e-30f;
constexpr float activationFloor = 1e-9f;
constexpr float atomFloor = 1e-10f;

/** upper = V . P^(beta-2), lower = P^(beta-1).
    spectra, model  [bins x frames] V, P > 0
    [worker]
    Source: Fevotte & Idier 2011. */
void weigh (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::ArrayXXf& model, float beta,
            Eigen::MatrixXf& upper, Eigen::MatrixXf& lower);

/** D_beta (V | P) in float, summed by column in double: fast, for monitoring only.
    [worker] */
double quickDivergence (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::ArrayXXf& model,
                        float beta);

/** Sums over frames. */
struct FrameSums
{
    Eigen::MatrixXf upper; // [bins x atoms] N = (V . P^(beta-2)) H^T
    Eigen::MatrixXf lower; // [bins x atoms] D = P^(beta-1) H^T
    double objective = 0.0;
};

/** Selects whether an update computes the objective, whose logarithms cost as much as a product. */
enum class Monitor
{
    off,
    on
};

/** The two sides of an update of the activations. Returns D_beta (V | P), 0 if it is not monitored.
    spectra       [bins x frames] V
    atoms         [bins x atoms] W
    activations   [atoms x frames] H
    upper, lower  [atoms x frames] W^T (V . P^(beta-2)) and W^T P^(beta-1)
    [worker] */
double weighActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                         const Eigen::Ref<const Eigen::MatrixXf>& activations, float beta, Monitor monitor,
                         Eigen::Ref<Eigen::MatrixXf> upper, Eigen::Ref<Eigen::MatrixXf> lower);

/** H . [ W^T (V . P^(beta-2)) / (W^T P^(beta-1) + mu) ]^e with e = safeExponent (beta, 1). Returns D_beta
    before the update, 0 if it is not monitored.
    spectra      [bins x frames] V
    atoms        [bins x atoms] W
    activations  [atoms x frames] H, updated
    penalties    [atoms] mu
    [worker]
    Sources: Fevotte & Idier 2011; Le Roux, Weninger & Hershey 2015. */
double updateActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                          Eigen::Ref<Eigen::MatrixXf> activations, float beta,
                          const Eigen::ArrayXf& penalties, Monitor monitor);

/** The same under a penalty on H whose gradient is split: H . [ (.. + minus) / (.. + mu + plus) ]^e with
    e = penalisedStep (beta). Returns D_beta before the update.
    term  of these frames
    [worker]
    Source: see PenaltyTerms.h. */
double updatePenalised (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                        Eigen::Ref<Eigen::MatrixXf> activations, float beta, const Eigen::ArrayXf& penalties,
                        const Penalty& term);

/** Repeats `updateActivations`, with constant terms computed once. Returns D_beta before the last update.
    sparsity  mu, of all atoms
    [worker] */
double solveActivations (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
                         Eigen::Ref<Eigen::MatrixXf> activations, float beta, float sparsity, int updates);

/** Adds a block's contribution to the sums for W.
    [worker] */
void addSums (const Eigen::Ref<const Eigen::MatrixXf>& spectra, const Eigen::MatrixXf& atoms,
              const Eigen::Ref<const Eigen::MatrixXf>& activations, float beta, FrameSums& sums);

/** Adds the two parts of a penalty's gradient to the two sides of an update; none changes nothing.
    returns  the exponent of the step
    [worker] */
float addPenalty (const Penalty& term, float beta, Eigen::Ref<Eigen::ArrayXXf> upper,
                  Eigen::Ref<Eigen::ArrayXXf> lower);

/** The sums for unit atoms under a penalty on the activations: N + colsum (W . D), D + colsum (W . N).
    [worker]
    Source: Le Roux, Weninger & Hershey 2015. */
void keepUnitAtoms (const Eigen::MatrixXf& atoms, Eigen::ArrayXXf& upper, Eigen::ArrayXXf& lower);

/** The two sides of an update as one factor; a lower side of zero divides by next to nothing.
    [worker] */
Eigen::ArrayXXf ratioOf (const Eigen::Ref<const Eigen::ArrayXXf>& upper,
                         const Eigen::Ref<const Eigen::ArrayXXf>& lower);

/** Multiplies factors by the change of an update; none falls below the floor.
    [worker] */
void multiplyBy (const Eigen::Ref<const Eigen::ArrayXXf>& change, float floor,
                 Eigen::Ref<Eigen::MatrixXf> factors);

/** Atoms of unit sum: the sums that they had go into the activations.
    returns  those sums, [atoms]
    [worker] */
Eigen::VectorXf moveSums (Eigen::MatrixXf& atoms, Eigen::MatrixXf& activations);

/** Equal initial activations for unit-mean frames and atoms of unit sum.
    returns  [atoms x frames]
    [worker] */
Eigen::MatrixXf flatActivations (const Eigen::MatrixXf& atoms, Eigen::Index numFrames);

/** Processes a block of `count` frames from `first` on, adding to the sums. */
using BlockWork = std::function<void (Eigen::Index first, Eigen::Index count, FrameSums& sums)>;

/** Splits the frames into blocks that fit the cache and processes them on several threads. The sums are those of a
    fixed number of parts, added in order, so the number of threads does not change a bit.
    [worker] */
FrameSums sumOverFrames (Eigen::Index numBins, Eigen::Index numAtoms, Eigen::Index numFrames, int numThreads,
                         const BlockWork& work);

/** The same with the parts shared out among the ranks: the sums go from the last rank, which has the first parts, to the
    first, and each adds its parts in order; so the number of ranks does not change a bit either.
    returns  the sums at the first rank; elsewhere what was added up so far
    [worker] */
FrameSums sumOverFrames (Eigen::Index numBins, Eigen::Index numAtoms, Eigen::Index numFrames, int numThreads,
                         const BlockWork& work, Ranks& ranks);

/** Initial atoms: means of a few random frames, perturbed; of unit sum.
    spectra  [bins x frames]
    returns  [bins x atoms]
    [worker] */
Eigen::MatrixXf randomAtoms (const Eigen::MatrixXf& spectra, Eigen::Index numAtoms, unsigned int seed);

} // namespace unbraid::training
