// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ActivationSolver.h"

#include "Core/Factorisation/Solvers/ActivationSteps.h"
#include "Core/Factorisation/Solvers/Divergence.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float groupOffset = 1e-3f;     // e of the group penalty, for frames of unit mean
constexpr float activationFloor = 1e-9f; // of an open atom, for frames of unit mean: zeros would stick
constexpr float predictionFloor = 1e-6f; // of p = A h_prev: the prior divides by it
constexpr float minColumnSum =
    1e-3f; // of an atom: what is fainter in the sound's band gains no more by the leak
constexpr float smallest = 1e-30f; // keeps 0 / 0 of padding atoms at 0

/** The positive root of slope h^2 - shape h - product = 0, without cancellation where shape is negative. */
float largerRoot (float slope, float shape, float product) noexcept
{
    const float root = std::sqrt (shape * shape + 4.0f * slope * product);
    return shape > 0.0f ? (shape + root) / (2.0f * slope) : 2.0f * product / (root - shape + smallest);
}

} // namespace

Status ActivationSolver::prepare (const PreparedDictionary& dictionary, const SolverSettings& settings)
{
    if (auto checked = checkSettings (settings, dictionary.beta); ! checked.ok())
        return checked;
    chosen = settings;
    beta = dictionary.beta;
    const Eigen::Index numAtoms = dictionary.numPaddedAtoms();
    for (auto* values : { &h, &numerator, &denominator, &prediction })
        values->setZero (numAtoms);
    enabled.prepare (dictionary);
    isSparse.setOnes (numAtoms);
    isSparse.segment (dictionary.adaptive.first, dictionary.adaptive.count).setZero();
    hasPrior.setConstant (numAtoms, dictionary.dynamics.values.empty() ? 1.0f : 0.0f);
    for (const int row : dictionary.dynamics.rows)
        hasPrior[row] = 1.0f;
    groups = dictionary.groups;
    groupSums.setZero (dictionary.numGroups);
    release();
    reset();
    return Done{};
}

void ActivationSolver::set (const SolverSettings& settings) noexcept
{
    chosen = clampedSettings (settings, beta);
}

void ActivationSolver::reset() noexcept
{
    enabled.reset();
    h = enabled.mask();
}

void ActivationSolver::hold (Eigen::Index atom, float activation) noexcept
{
    heldAtom = atom;
    heldActivation = activation;
}

void ActivationSolver::keepHeld() noexcept
{
    if (heldAtom >= 0)
        h[heldAtom] = heldActivation * enabled.mask()[heldAtom];
}

void ActivationSolver::beginFrame (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                                   float levelRatio) noexcept
{
    enabled.listRuns();
    h *= safeRescaling (levelRatio);
    repairIfBroken();
    const float numOpen = std::max (1.0f, enabled.mask().sum());
    const float share = chosen.leak * spectrum.sum() / numOpen;
    h = ((1.0f - chosen.leak) * h.array() + share / dictionary.columnSums.array().max (minColumnSum) +
         activationFloor) *
        enabled.mask().array();
    keepHeld();
    // After the leak: an atom that was silent must be able to come back.
    if (chosen.dynamics != Dynamics::none)
    {
        predict (dictionary.dynamics, h, prediction);
        prediction = prediction.cwiseMax (predictionFloor);
    }
}

void ActivationSolver::update (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum) noexcept
{
    assert (spectrum.size() >= dictionary.numActiveBins && h.size() == dictionary.numPaddedAtoms());
    if (beta == 1.0f)
        denominator = dictionary.columnSums;
    nmfKernels().backProject (enabled.view (dictionary.activeView()), h.data(), spectrum.data(), modelFloor,
                              beta, numerator.data(), denominator.data(), nullptr);
    if (chosen.groupSparsity > 0.0f)
        addGroupPenalty();
    const float exponent = safeExponent (beta, chosen.exponent);
    if (chosen.dynamics == Dynamics::none)
        updatePlain (exponent);
    else
        updateDynamics (exponent);
    h = (h.array().max (activationFloor)) * enabled.mask().array();
    keepHeld();
}

void ActivationSolver::solve (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                              float levelRatio) noexcept
{
    beginFrame (dictionary, spectrum, levelRatio);
    for (int i = 0; i < chosen.updates; ++i)
        update (dictionary, spectrum);
}

/** h <- h . [numerator / (denominator + mu)]^exponent; padding atoms have neither and stay zero. */
void ActivationSolver::updatePlain (float exponent) noexcept
{
    numerator.array() /= denominator.array() + chosen.sparsity * isSparse.array() +
                         chosen.residualSparsity * (1.0f - isSparse.array()) + smallest;
    multiplyBy (numerator, exponent, h);
}

/** The minimum of the majorised posterior. With n the numerator, h~ the last iterate and
    slope = denominator + penalties + lambda / p:
        IS  minimises h~^2 n / h + slope h - shape log h:  h = (shape + sqrt (shape^2 + 4 slope h~^2 n)) / (2 slope)
        KL  minimises slope h - (h~ n + shape) log h:      h = (shape + h~ n) / slope
    shape = lambda for D_IS (h | p), lambda - 1 for the Gamma prior.
    Source: Fevotte, Le Roux & Hershey 2013 (IS); the same majorisation with Fevotte & Idier 2011, table 1 (KL). */
void ActivationSolver::updateDynamics (float exponent) noexcept
{
    const float lambda = chosen.dynamicsStrength;
    const float shape = chosen.dynamics == Dynamics::gamma ? lambda - 1.0f : lambda;
    for (Eigen::Index atom = 0; atom < h.size(); ++atom)
    {
        const float plain =
            denominator[atom] + (isSparse[atom] > 0.0f ? chosen.sparsity : chosen.residualSparsity);
        const float slope = plain + lambda / prediction[atom];
        if (hasPrior[atom] == 0.0f)
            h[atom] *= std::pow (numerator[atom] / (plain + smallest), exponent);
        else if (beta == 1.0f)
            h[atom] = std::max (shape + h[atom] * numerator[atom], 0.0f) / (slope + smallest);
        else
            h[atom] = largerRoot (slope, shape, h[atom] * h[atom] * numerator[atom]);
    }
}

void ActivationSolver::addGroupPenalty() noexcept
{
    groupSums.setZero();
    for (size_t atom = 0; atom < groups.size(); ++atom)
        if (groups[atom] >= 0)
            groupSums[groups[atom]] += h[static_cast<Eigen::Index> (atom)];
    for (size_t atom = 0; atom < groups.size(); ++atom)
        if (groups[atom] >= 0)
            denominator[static_cast<Eigen::Index> (atom)] +=
                chosen.groupSparsity / (groupOffset + groupSums[groups[atom]]);
}

/** A product that overflowed must not outlive its frame. */
void ActivationSolver::repairIfBroken() noexcept
{
    if (! std::isfinite (h.sum()))
        reset();
}

double ActivationSolver::objective (const PreparedDictionary& dictionary,
                                    const Eigen::VectorXf& spectrum) const
{
    const Eigen::VectorXd weights = h.cast<double>();
    const Eigen::VectorXd sums = dictionary.matrix().cast<double>() * weights;
    const Eigen::ArrayXXf model = (sums.array() + static_cast<double> (modelFloor)).cast<float>();
    const double sparse = weights.dot (isSparse.cast<double>());
    double total = betaDivergence (spectrum.array(), model, beta) + chosen.sparsity * sparse +
                   chosen.residualSparsity * (weights.sum() - sparse);
    if (chosen.groupSparsity > 0.0f)
    {
        Eigen::VectorXd norms = Eigen::VectorXd::Zero (dictionary.numGroups);
        for (size_t atom = 0; atom < groups.size(); ++atom)
            if (groups[atom] >= 0)
                norms[groups[atom]] += weights[static_cast<Eigen::Index> (atom)];
        total += chosen.groupSparsity * (norms.array() + static_cast<double> (groupOffset)).log().sum();
    }
    if (chosen.dynamics == Dynamics::none)
        return total;
    const double lambda = chosen.dynamicsStrength;
    const double logWeight = chosen.dynamics == Dynamics::gamma ? lambda - 1.0 : lambda;
    for (Eigen::Index atom = 0; atom < h.size(); ++atom)
        if (enabled.mask()[atom] * hasPrior[atom] > 0.0f)
            total += lambda * weights[atom] / prediction[atom] - logWeight * std::log (weights[atom]);
    return total;
}

} // namespace unbraid::core
