// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/AtomAdapter.h"

#include "Core/EngineSettings.h"
#include "Core/Factorisation/Solvers/Divergence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double renewalSeconds = 0.05; // atoms need not move faster; spares most of the roots
constexpr float atomFloor = 1e-9f;      // of a column that sums to one: a zero could never grow again
} // namespace

AdaptationSettings clampedSettings (const AdaptationSettings& settings) noexcept
{
    SeparatorSettings whole;
    whole.adaptation = settings;
    return clampedSettings (whole).adaptation;
}

Status checkSettings (const AdaptationSettings& settings)
{
    SeparatorSettings whole;
    whole.adaptation = settings;
    return checkSettings (whole, EngineStage::adaptation);
}

Status AtomAdapter::prepare (const PreparedDictionary& dictionary, const AtomRange& adaptive,
                             Zeros zerosOfAtoms, const AdaptationSettings& settings, double hopSeconds)
{
    if (auto checked = checkSettings (settings); ! checked.ok())
        return checked;
    range = adaptive;
    zeros = zerosOfAtoms;
    hop = hopSeconds;
    beta = dictionary.beta;
    step = majorisationStep (beta);
    framesPerRenewal = std::max (1, static_cast<int> (std::lround (renewalSeconds / hopSeconds)));
    model.setZero (dictionary.numModelBins);
    for (auto* values : { &weights, &ratios, &column })
        values->setZero (dictionary.numModelBins);
    trained = dictionary.atoms.middleCols (range.first, range.numAtoms);
    for (auto* statistics : { &upper, &lower, &newUpper, &newLower })
        statistics->setZero (trained.rows(), trained.cols());
    wasActive.assign (static_cast<size_t> (range.numAtoms), 0);
    chosen = settings;
    isFrozen = false;
    startStatistics (trained);
    return Done{};
}

void AtomAdapter::set (const AdaptationSettings& settings) noexcept
{
    chosen = clampedSettings (settings);
}

void AtomAdapter::reset (PreparedDictionary& dictionary) noexcept
{
    if (! isFrozen)
        startFrom (trained, dictionary);
}

void AtomAdapter::restore (PreparedDictionary& dictionary, const Eigen::MatrixXf& atoms)
{
    Eigen::MatrixXf learned = atoms;
    for (Eigen::Index atom = 0; atom < learned.cols(); ++atom)
        if (learned.col (atom).isZero (0.0f))
            learned.col (atom) = trained.col (atom);
    startFrom (learned, dictionary);
}

void AtomAdapter::startFrom (const Eigen::MatrixXf& atoms, PreparedDictionary& dictionary) noexcept
{
    if (range.numAtoms > 0)
        dictionary.atoms.middleCols (range.first, range.numAtoms) = atoms;
    startStatistics (atoms);
}

/** Statistics as if these atoms alone had made the sound for the time of trust, each with its share of a
    frame of unit mean. For IS: upper = c W, lower = c / W. */
void AtomAdapter::startStatistics (const Eigen::MatrixXf& atoms) noexcept
{
    framesCounted = 0;
    newUpper.setZero();
    newLower.setZero();
    std::fill (wasActive.begin(), wasActive.end(), char{ 0 });
    const auto frames = static_cast<float> (chosen.trustSeconds / hop);
    const auto share =
        static_cast<float> (atoms.rows()) / static_cast<float> (std::max<Eigen::Index> (1, atoms.cols()));
    for (Eigen::Index i = 0; i < atoms.size(); ++i)
    {
        const float atom = std::max (atoms.data()[i], atomFloor);
        lower.data()[i] = frames * share * std::pow (atom * share, beta - 1.0f);
        upper.data()[i] = lower.data()[i] * std::pow (atom, 1.0f / step);
    }
}

void AtomAdapter::learn (PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                         const ActivationSolver& solver) noexcept
{
    if (isFrozen || ! chosen.enabled || range.numAtoms == 0)
        return;
    nmfKernels().reconstruct (solver.enabledAtoms().view (dictionary.view()), solver.activations().data(),
                              ActivationSolver::modelFloor, model.data());
    countFrame (spectrum, solver.activations());
    if (++framesCounted < framesPerRenewal)
        return;
    renewAtoms (dictionary);
    framesCounted = 0;
}

void AtomAdapter::countFrame (const Eigen::VectorXf& spectrum, const Eigen::VectorXf& activations) noexcept
{
    if (beta == 0.0f)
        weights = model.array().inverse();
    else if (beta == 1.0f)
        weights.setOnes();
    else
        weights = model.array().pow (beta - 1.0f);
    ratios = weights * spectrum.array().head (model.size()) / model.array();
    for (Eigen::Index atom = 0; atom < range.numAtoms; ++atom)
    {
        const float h = activations[range.first + atom];
        if (h <= 0.0f)
            continue;
        newLower.col (atom).array() += h * weights;
        newUpper.col (atom).array() += h * ratios;
        wasActive[static_cast<size_t> (atom)] = 1;
    }
}

void AtomAdapter::renewAtoms (PreparedDictionary& dictionary) noexcept
{
    const auto kept = static_cast<float> (std::exp (-hop * framesPerRenewal / chosen.memorySeconds));
    for (Eigen::Index atom = 0; atom < range.numAtoms; ++atom)
    {
        if (wasActive[static_cast<size_t> (atom)] == 0)
            continue;
        wasActive[static_cast<size_t> (atom)] = 0;
        column = dictionary.atoms.col (range.first + atom);
        renewAtom (atom, kept);
        if (! renormalise (atom))
            return startFrom (trained, dictionary);
        dictionary.atoms.col (range.first + atom) = column;
    }
}

void AtomAdapter::renewAtom (Eigen::Index atom, float kept) noexcept
{
    auto above = upper.col (atom).array();
    auto below = lower.col (atom).array();
    if (beta == 0.0f)
        above = kept * above + newUpper.col (atom).array() * column.square();
    else if (step == 1.0f)
        above = kept * above + newUpper.col (atom).array() * column;
    else
        above = kept * above + newUpper.col (atom).array() * column.pow (1.0f / step);
    below = kept * below + newLower.col (atom).array();
    newUpper.col (atom).setZero();
    newLower.col (atom).setZero();
    if (beta == 0.0f)
        column = (above / below).sqrt();
    else if (step == 1.0f)
        column = above / below;
    else
        column = (above / below).pow (step);
    column = column.max (atomFloor);
    if (zeros == Zeros::stay)
        column = (trained.col (atom).array() > 0.0f).select (column, 0.0f);
}

/** Moves the scale s of the column into its activations, and so out of the statistics: lower counts h, upper
    counts h W^(1 / step). False where the column is no longer finite. */
bool AtomAdapter::renormalise (Eigen::Index atom) noexcept
{
    const float sum = column.sum();
    if (! (std::isfinite (sum) && sum > 0.0f))
        return false;
    column /= sum;
    upper.col (atom) *= std::pow (sum, 1.0f - 1.0f / step);
    lower.col (atom) *= sum;
    return true;
}

} // namespace unbraid::core
