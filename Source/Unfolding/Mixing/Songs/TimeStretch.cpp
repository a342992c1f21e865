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

/** How well a part of the sound goes on where `wanted` does: their correlation. */
float likeness (const Samples& sound, Index place, const Samples& wanted)
{
    constexpr float silent = 1e-12f;
    const Samples part = sound.segment (place, wanted.size());
    return part.dot (wanted) / std::sqrt (part.squaredNorm() + silent);
}

/** The most alike of some places. */
Index bestPlace (const Samples& sound, Index first, Index last, Index step, const Samples& wanted)
{
    Index best = first;
    float most = -std::numeric_limits<float>::infinity();
    for (Index place = first; place <= last; place += step)
        if (const float alike = likeness (sound, place, wanted); alike > most)
        {
            most = alike;
            best = place;
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
    std::vector<Index> places{ reach };
    for (Index piece = 1; piece < numPieces(); ++piece)
    {
        const Eigen::VectorXf goingOn = sound.segment (places.back() + half, half);
        const Index first = earliest (piece), last = first + 2 * reach;
        const Index near = bestPlace (sound, first, last, coarseStep, goingOn);
        const Index around = std::clamp (near, first + coarseStep, last - coarseStep);
        places.push_back (bestPlace (sound, around - coarseStep, around + coarseStep, 1, goingOn));
    }
    return places;
}

Eigen::VectorXf TimeStretch::apply (const Samples& sound, const std::vector<Index>& places) const
{
    assert (sound.size() >= numRead() && static_cast<Index> (places.size()) == numPieces());
    Eigen::VectorXf sum =
        Eigen::VectorXf::Zero (half * numPieces() + half); // from half a piece before the first
    for (size_t piece = 0; piece < places.size(); ++piece)
        sum.segment (static_cast<Index> (piece) * half, 2 * half) +=
            sound.segment (places[piece], 2 * half).cwiseProduct (window);
    return sum.segment (half, length);
}

} // namespace unbraid::unfolding
