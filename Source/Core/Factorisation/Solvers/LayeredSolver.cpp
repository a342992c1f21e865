// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/LayeredSolver.h"

#include "Core/Factorisation/Solvers/ActivationSteps.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float activationFloor = 1e-9f; // of an open atom, for frames of unit mean: zeros would stick
constexpr float maxFactor = 1e3f;        // of an update, and one over it: as it was trained
constexpr float smallest = 1e-30f;       // keeps 0 / 0 of padding atoms at 0
} // namespace

void LayeredSolver::prepare (const PreparedUnfolding& unfolding)
{
    beta = unfolding.dictionary.beta;
    enabled.prepare (unfolding.dictionary);
    for (auto* values : { &h, &numerator, &denominator, &prediction })
        values->setZero (unfolding.dictionary.numPaddedAtoms());
    reset();
}

void LayeredSolver::reset() noexcept
{
    enabled.reset();
    h = enabled.mask();
}

/** An atom that was silent, or closed, must be able to come back. */
void LayeredSolver::solve (const PreparedUnfolding& unfolding, const Eigen::VectorXf& spectrum,
                           float levelRatio) noexcept
{
    enabled.listRuns();
    h *= safeRescaling (levelRatio);
    repairIfBroken();
    predict (unfolding.dictionary.dynamics, h, prediction);
    h = (prediction + unfolding.start).cwiseMax (activationFloor).cwiseProduct (enabled.mask());
    runLayers (unfolding, spectrum);
}

void LayeredSolver::solveFrom (const Eigen::VectorXf& proposal, const PreparedUnfolding& unfolding,
                               const Eigen::VectorXf& spectrum) noexcept
{
    enabled.listRuns();
    h = proposal.cwiseProduct (enabled.mask());
    runLayers (unfolding, spectrum);
}

void LayeredSolver::runLayers (const PreparedUnfolding& unfolding, const Eigen::VectorXf& spectrum) noexcept
{
    for (const PreparedLayer& layer : unfolding.layers)
        update (layer, spectrum);
    repairIfBroken();
}

/** h <- h . [numerator / (denominator + mu)]^exponent, the quotient within a factor of 1000. What is closed stays at
    zero. */
void LayeredSolver::update (const PreparedLayer& layer, const Eigen::VectorXf& spectrum) noexcept
{
    if (beta == 1.0f)
        denominator = layer.columnSums;
    nmfKernels().backProject (enabled.view (layer.view()), h.data(), spectrum.data(), unfoldedModelFloor,
                              beta, numerator.data(), denominator.data(), nullptr);
    numerator.array() /= denominator.array() + layer.sparsity.array() + smallest;
    numerator = numerator.cwiseMax (1.0f / maxFactor).cwiseMin (maxFactor);
    multiplyBy (numerator, layer.exponent, h);
}

/** A product that overflowed must not outlive its frame. */
void LayeredSolver::repairIfBroken() noexcept
{
    if (! std::isfinite (h.sum()))
        reset();
}

} // namespace unbraid::core
