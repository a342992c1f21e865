// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/AtomAdapter.h"

#include "Core/Factorisation/ActivationSolver.h"
#include "Core/Factorisation/Divergence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double renewalSeconds = 0.05; // atoms need not move faster; spares most of the roots
constexpr float atomFloor = 1e-9f;      // of a column that sums to one: a zero could never grow again
constexpr float leastTrust = 0.01f;     // seconds
constexpr float leastMemory = 0.05f;    // seconds

} // namespace

Status AtomAdapter::prepare (const PreparedDictionary& dictionary, const AdaptationSettings& settings,
                             double hopSeconds)
{
    if (! (settings.trustSeconds >= leastTrust && settings.trustSeconds <= 3600.0f))
        return Error{ "the adaptation cannot be set up", "trust", numberText (settings.trustSeconds),
                      "0.01 to 3600 s" };
    if (! (settings.memorySeconds >= leastMemory && settings.memorySeconds <= 3600.0f))
        return Error{ "the adaptation cannot be set up", "memory", numberText (settings.memorySeconds),
                      "0.05 to 3600 s" };
    range = dictionary.adaptive;
    hop = hopSeconds;
    beta = dictionary.beta;
    step = majorisationStep (beta);
    framesPerRenewal = std::max (1, static_cast<int> (std::lround (renewalSeconds / hopSeconds)));
    model.setZero (dictionary.numModelBins);
    trained = dictionary.atoms.middleCols (range.first, range.numAtoms);
    for (auto* statistics : { &upper, &lower, &newUpper, &newLower })
        statistics->setZero (trained.rows(), trained.cols());
    chosen = settings;
    isFrozen = false;
    startStatistics (trained);
    return Done{};
}

void AtomAdapter::set (const AdaptationSettings& settings) noexcept
{
    chosen.enabled = settings.enabled;
    chosen.trustSeconds = std::max (settings.trustSeconds, leastTrust);
    chosen.memorySeconds = std::max (settings.memorySeconds, leastMemory);
}

void AtomAdapter::reset (PreparedDictionary& dictionary) noexcept
{
    if (! isFrozen)
        startFrom (trained, dictionary);
}

void AtomAdapter::restore (PreparedDictionary& dictionary, const Eigen::MatrixXf& atoms)
{
    PackedMatrix learned = atoms;
    for (Eigen::Index atom = 0; atom < learned.cols(); ++atom)
        if (learned.col (atom).isZero (0.0f))
            learned.col (atom) = trained.col (atom);
    startFrom (learned, dictionary);
}

void AtomAdapter::startFrom (const PackedMatrix& atoms, PreparedDictionary& dictionary) noexcept
{
    dictionary.atoms.middleCols (range.first, range.numAtoms) = atoms;
    startStatistics (atoms);
}

/** What the statistics would be had these atoms made all the sound for the time of trust, each its
    share of a frame of mean one. For IS: upper = c W, lower = c / W. */
void AtomAdapter::startStatistics (const PackedMatrix& atoms) noexcept
{
    framesCounted = 0;
    newUpper.setZero();
    newLower.setZero();
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
                         const Eigen::VectorXf& activations) noexcept
{
    if (isFrozen || ! chosen.enabled || range.count == 0)
        return;
    nmfKernels().reconstruct (dictionary.view(), activations.data(), ActivationSolver::modelFloor,
                              model.data());
    countFrame (spectrum, activations);
    if (++framesCounted < framesPerRenewal)
        return;
    renewAtoms (dictionary);
    framesCounted = 0;
}

void AtomAdapter::countFrame (const Eigen::VectorXf& spectrum, const Eigen::VectorXf& activations) noexcept
{
    const auto h = activations.segment (range.first, range.numAtoms).transpose();
    for (Eigen::Index bin = 0; bin < model.size(); ++bin)
    {
        const float inverse = 1.0f / model[bin];
        const float weight = beta == 0.0f   ? inverse
                             : beta == 1.0f ? 1.0f
                                            : std::pow (model[bin], beta - 1.0f);
        newLower.row (bin) += weight * h;
        newUpper.row (bin) += (weight * inverse * spectrum[bin]) * h;
    }
}

void AtomAdapter::renewAtoms (PreparedDictionary& dictionary) noexcept
{
    const auto kept = static_cast<float> (std::exp (-hop * framesPerRenewal / chosen.memorySeconds));
    auto atoms = dictionary.atoms.middleCols (range.first, range.numAtoms);
    if (beta == 0.0f)
        upper.array() = kept * upper.array() + newUpper.array() * atoms.array().square();
    else
        upper.array() = kept * upper.array() + newUpper.array() * atoms.array().pow (1.0f / step);
    lower = kept * lower + newLower;
    newUpper.setZero();
    newLower.setZero();
    if (beta == 0.0f)
        atoms.array() = (upper.array() / lower.array()).sqrt().max (atomFloor);
    else
        atoms.array() = (upper.array() / lower.array()).pow (step).max (atomFloor);
    for (Eigen::Index atom = 0; atom < range.numAtoms; ++atom)
        renormalise (dictionary, atom);
}

/** Moves the scale s of a column into its activations, and so out of the statistics: lower counts h, upper
    counts h W^(1 / step). A column that is no longer finite goes back to the trained one. */
void AtomAdapter::renormalise (PreparedDictionary& dictionary, Eigen::Index atom) noexcept
{
    auto column = dictionary.atoms.col (range.first + atom);
    const float sum = column.sum();
    if (! std::isfinite (sum))
    {
        startFrom (trained, dictionary);
        return;
    }
    column /= sum;
    upper.col (atom) *= std::pow (sum, 1.0f - 1.0f / step);
    lower.col (atom) *= sum;
}

} // namespace unbraid::core
