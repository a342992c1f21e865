// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/TimeStretch.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using Samples = Eigen::Ref<const Eigen::VectorXf>;

constexpr double halfSeconds = 0.023; // half a piece: two periods of a bass guitar's lowest note make a whole
constexpr double reachSeconds = 0.012; // half a period of that note
constexpr Index coarseStep = 8;        // samples

/** Similarity of a part of the sound and the wanted continuation: their correlation. */
float likeness (const Samples& sound, Index position, const Samples& wanted)
{
    constexpr float silent = 1e-12f;
    const Samples part = sound.segment (position, wanted.size());
    return part.dot (wanted) / std::sqrt (part.squaredNorm() + silent);
}

/** The position of the part most similar to the wanted one. */
Index bestPosition (const Samples& sound, Index first, Index last, Index step, const Samples& wanted)
{
    Index best = first;
    float highest = -std::numeric_limits<float>::infinity();
    for (Index position = first; position <= last; position += step)
        if (const float alike = likeness (sound, position, wanted); alike > highest)
        {
            highest = alike;
            best = position;
        }
    return best;
}
} // namespace

TimeStretch::TimeStretch (double sampleRateHz, double speed, Index numSamples)
    : half (std::lround (halfSeconds * sampleRateHz))
    , reach (std::lround (reachSeconds * sampleRateHz))
    , ratio (speed)
    , length (numSamples)
    , window (2 * half)
{
    const double turn = std::numbers::pi / static_cast<double> (half);
    for (Index n = 0; n < window.size(); ++n)
        window[n] = static_cast<float> (0.5 - 0.5 * std::cos (turn * (static_cast<double> (n) + 0.5)));
}

/** The first one is centred at the first sample, the last one at the end or behind it. */
Index TimeStretch::numPieces() const noexcept
{
    return (length + half - 1) / half + 1;
}

Index TimeStretch::earliest (Index piece) const noexcept
{
    return std::lround (static_cast<double> (piece * half) * ratio);
}

Index TimeStretch::numRead() const noexcept
{
    return earliest (numPieces() - 1) + 2 * reach + 2 * half;
}

std::vector<Index> TimeStretch::joints (const Samples& sound) const
{
    assert (sound.size() >= numRead());
    std::vector<Index> positions{ reach };
    for (Index piece = 1; piece < numPieces(); ++piece)
    {
        const Eigen::VectorXf continuation = sound.segment (positions.back() + half, half);
        const Index first = earliest (piece), last = first + 2 * reach;
        const Index near = bestPosition (sound, first, last, coarseStep, continuation);
        const Index around = std::clamp (near, first + coarseStep, last - coarseStep);
        positions.push_back (bestPosition (sound, around - coarseStep, around + coarseStep, 1, continuation));
    }
    return positions;
}

Eigen::VectorXf TimeStretch::apply (const Samples& sound, const std::vector<Index>& positions) const
{
    assert (sound.size() >= numRead() && static_cast<Index> (positions.size()) == numPieces());
    Eigen::VectorXf sum =
        Eigen::VectorXf::Zero (half * numPieces() + half); // from half a piece before the first
    for (size_t piece = 0; piece < positions.size(); ++piece)
        sum.segment (static_cast<Index> (piece) * half, 2 * half) +=
            sound.segment (positions[piece], 2 * half).cwiseProduct (window);
    return sum.segment (half, length);
}

} // namespace unbraid::unfolding
