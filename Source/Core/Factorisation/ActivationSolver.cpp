// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/ActivationSolver.h"

#include "Core/Factorisation/Divergence.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float groupOffset = 1e-3f;     // e of the group penalty, for frames of mean one
constexpr float activationFloor = 1e-9f; // of an open atom, for frames of mean one: zeros would stick
constexpr float predictionFloor = 1e-6f; // of p = A h_prev: the prior divides by it
constexpr float leastHeard =
    1e-3f; // of an atom: what is fainter in the sound's band gains no more by the leak
constexpr float mostFactor = 1e3f; // of an unfolded dictionary's update, and one over it: as it was trained
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
    if (! dictionary.isUnfolded)
        if (auto checked = checkSettings (settings, dictionary.beta); ! checked.ok())
            return checked;
    chosen = settings;
    beta = dictionary.beta;
    const Eigen::Index numAtoms = dictionary.numPaddedAtoms();
    for (auto* values : { &h, &numerator, &denominator, &prediction })
        values->setZero (numAtoms);
    columnSums = dictionary.columnSums;
    canSound = (columnSums.array() > 0.0f).cast<float>();
    sourceGates.setOnes (numAtoms);
    noteGates.setOnes (numAtoms);
    open = canSound;
    isSparse.setOnes (numAtoms);
    isSparse.segment (dictionary.adaptive.first, dictionary.adaptive.count).setZero();
    hasPrior.setConstant (numAtoms, dictionary.dynamics.values.empty() ? 1.0f : 0.0f);
    for (const int row : dictionary.dynamics.rows)
        hasPrior[row] = 1.0f;
    groups = dictionary.groups;
    ranges = dictionary.sources;
    groupSums.setZero (dictionary.numGroups);
    runs.reserve (static_cast<size_t> (numAtoms / atomPadding));
    gatesMoved = true;
    listRuns();
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
    noteGates.setOnes();
    open = canSound.cwiseProduct (sourceGates);
    gatesMoved = true;
    h = open;
}

void ActivationSolver::setGate (Eigen::Index source, bool isOpen) noexcept
{
    const auto& range = ranges[static_cast<size_t> (source)];
    const float gate = isOpen ? 1.0f : 0.0f;
    if (sourceGates[range.first] == gate) // as in most blocks: gates are set in each
        return;
    sourceGates.segment (range.first, range.count).setConstant (gate);
    open = canSound.cwiseProduct (sourceGates).cwiseProduct (noteGates);
    gatesMoved = true;
}

void ActivationSolver::setNoteGate (Eigen::Index atom, bool isOpen) noexcept
{
    const float gate = isOpen ? 1.0f : 0.0f;
    gatesMoved = gatesMoved || gate != noteGates[atom];
    noteGates[atom] = gate;
    open[atom] = canSound[atom] * sourceGates[atom] * gate;
}

void ActivationSolver::listRuns() noexcept
{
    if (! gatesMoved)
        return;
    gatesMoved = false;
    runs.clear();
    for (const auto& range : ranges)
    {
        bool goesOn = false;
        for (Eigen::Index first = range.first; first < range.first + range.count; first += atomPadding)
        {
            const bool isOpen = open.segment (first, atomPadding).maxCoeff() > 0.0f;
            if (isOpen && goesOn)
                runs.back().count += atomPadding;
            else if (isOpen)
                runs.push_back ({ first, atomPadding });
            goesOn = isOpen;
        }
    }
}

PackedAtoms ActivationSolver::openView (const PackedAtoms& atoms) const noexcept
{
    PackedAtoms view = atoms;
    view.runs = runs.data();
    view.numRuns = static_cast<std::ptrdiff_t> (runs.size());
    return view;
}

PackedAtoms ActivationSolver::openView (const PackedAtoms& atoms, Eigen::Index source) const noexcept
{
    const auto& range = ranges[static_cast<size_t> (source)];
    const auto isBefore = [] (const AtomRun& run, Eigen::Index atom) { return run.first < atom; };
    const auto first = std::lower_bound (runs.begin(), runs.end(), range.first, isBefore);
    const auto last = std::lower_bound (first, runs.end(), range.first + range.count, isBefore);
    PackedAtoms view = openView (atoms);
    view.runs += first - runs.begin();
    view.numRuns = last - first;
    return view;
}

void ActivationSolver::hold (Eigen::Index atom, float activation) noexcept
{
    heldAtom = atom;
    heldActivation = activation;
}

void ActivationSolver::keepHeld() noexcept
{
    if (heldAtom >= 0)
        h[heldAtom] = heldActivation * open[heldAtom];
}

void ActivationSolver::beginFrame (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                                   float levelRatio) noexcept
{
    constexpr float mostRescaling = 1e6f;
    listRuns();
    h *= std::clamp (levelRatio, 1.0f / mostRescaling, mostRescaling);
    repairIfBroken();
    if (dictionary.isUnfolded)
        return carryOver (dictionary);
    const float numOpen = std::max (1.0f, open.sum());
    const float share = chosen.leak * spectrum.sum() / numOpen;
    h = ((1.0f - chosen.leak) * h.array() + share / dictionary.columnSums.array().max (leastHeard) +
         activationFloor) *
        open.array();
    keepHeld();
    // After the leak: an atom that was silent must be able to come back.
    if (chosen.dynamics != Dynamics::none)
    {
        predict (dictionary);
        prediction = prediction.cwiseMax (predictionFloor);
    }
}

/** h <- A h + b; an atom that was silent, or shut, must be able to come back. */
void ActivationSolver::carryOver (const PreparedDictionary& dictionary) noexcept
{
    predict (dictionary);
    h = (prediction + dictionary.start).cwiseMax (activationFloor).cwiseProduct (open);
}

void ActivationSolver::update (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum) noexcept
{
    project (dictionary.heardView(), dictionary.columnSums, spectrum, modelFloor);
    if (chosen.groupSparsity > 0.0f)
        addGroupPenalty();
    const float exponent = safeExponent (beta, chosen.exponent);
    if (chosen.dynamics == Dynamics::none)
        updatePlain (exponent);
    else
        updateDynamics (exponent);
    h = (h.array().max (activationFloor)) * open.array();
    keepHeld();
}

/** Numerator and denominator of an update. */
void ActivationSolver::project (const PackedAtoms& atoms, const Eigen::VectorXf& sums,
                                const Eigen::VectorXf& spectrum, float floor) noexcept
{
    assert (spectrum.size() >= atoms.numBins && h.size() == atoms.numAtoms);
    if (beta == 1.0f)
        denominator = sums;
    nmfKernels().backProject (openView (atoms), h.data(), spectrum.data(), floor, beta, numerator.data(),
                              denominator.data(), nullptr);
}

void ActivationSolver::solve (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                              float levelRatio) noexcept
{
    beginFrame (dictionary, spectrum, levelRatio);
    if (dictionary.isUnfolded)
        return runLayers (dictionary, spectrum);
    for (int i = 0; i < chosen.updates; ++i)
        update (dictionary, spectrum);
}

void ActivationSolver::solveFrom (const Eigen::VectorXf& proposal, const PreparedDictionary& dictionary,
                                  const Eigen::VectorXf& spectrum) noexcept
{
    listRuns();
    h = proposal.cwiseProduct (open);
    runLayers (dictionary, spectrum);
}

void ActivationSolver::runLayers (const PreparedDictionary& dictionary,
                                  const Eigen::VectorXf& spectrum) noexcept
{
    for (const PreparedLayer& layer : dictionary.layers)
        updateThrough (layer, spectrum);
    repairIfBroken();
}

/** h <- h . [numerator / (denominator + mu)]^exponent, the quotient within a factor of 1000. What is shut stays at
    zero. */
void ActivationSolver::updateThrough (const PreparedLayer& layer, const Eigen::VectorXf& spectrum) noexcept
{
    project (layer.view(), layer.columnSums, spectrum, unfoldedModelFloor);
    numerator.array() /= denominator.array() + layer.sparsity.array() + smallest;
    numerator = numerator.cwiseMax (1.0f / mostFactor).cwiseMin (mostFactor);
    moveBy (layer.exponent);
}

/** h <- h . [numerator / (denominator + mu)]^exponent; padding atoms have neither and stay zero. */
void ActivationSolver::updatePlain (float exponent) noexcept
{
    numerator.array() /= denominator.array() + chosen.sparsity * isSparse.array() +
                         chosen.residualSparsity * (1.0f - isSparse.array()) + smallest;
    moveBy (exponent);
}

/** h <- h . numerator^exponent */
void ActivationSolver::moveBy (float exponent) noexcept
{
    if (exponent == 1.0f)
        h.array() *= numerator.array();
    else if (exponent == 0.5f)
        h.array() *= numerator.array().sqrt();
    else
        h.array() *= (exponent * numerator.array().log()).exp(); // pow is not vectorised
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

/** p = A h_prev; without a learned A, A = I. */
void ActivationSolver::predict (const PreparedDictionary& dictionary) noexcept
{
    const auto& transitions = dictionary.dynamics;
    if (transitions.values.empty())
        prediction = h;
    else
    {
        prediction.setZero();
        for (size_t i = 0; i < transitions.values.size(); ++i)
            prediction[transitions.rows[i]] += transitions.values[i] * h[transitions.columns[i]];
    }
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
    const Eigen::VectorXd sums = dictionary.atoms.cast<double>() * weights;
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
        if (open[atom] * hasPrior[atom] > 0.0f)
            total += lambda * weights[atom] / prediction[atom] - logWeight * std::log (weights[atom]);
    return total;
}

} // namespace unbraid::core
