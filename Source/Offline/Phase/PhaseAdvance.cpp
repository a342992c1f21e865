// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseAdvance.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

constexpr float silence = 1e-30f;

bool isPeak (const Eigen::Ref<const Eigen::VectorXf>& power, Index bin)
{
    const float height = power[bin];
    return height > silence && height > power[bin - 1] && height > power[bin - 2] &&
           height >= power[bin + 1] && height >= power[bin + 2];
}

Index smallestBetween (const Eigen::Ref<const Eigen::VectorXf>& power, Index first, Index last)
{
    Index at = 0;
    power.segment (first, last - first + 1).minCoeff (&at);
    return first + at;
}
} // namespace

PhaseAdvance::PhaseAdvance (const core::FrameGeometry& geometry)
    : radiansPerBin (2.0 * std::numbers::pi * static_cast<double> (geometry.hop) /
                     static_cast<double> (geometry.fft))
    , turns (geometry.numBins())
{
}

double PhaseAdvance::peakPosition (const Eigen::Ref<const Eigen::VectorXf>& power, Index bin)
{
    const auto level = [&power] (Index at)
    { return std::log (static_cast<double> (std::max (power[at], silence))); };
    const double before = level (bin - 1), top = level (bin), behind = level (bin + 1);
    const double curvature = before - 2.0 * top + behind;
    const double offset = curvature < 0.0 ? 0.5 * (before - behind) / curvature : 0.0;
    return static_cast<double> (bin) + std::clamp (offset, -0.5, 0.5);
}

const Eigen::VectorXcf& PhaseAdvance::follow (const Eigen::Ref<const Eigen::VectorXf>& power)
{
    peaks.clear();
    for (Index bin = 2; bin + 2 < power.size(); ++bin)
        if (isPeak (power, bin))
            peaks.push_back (bin);
    for (Index bin = 0; bin < power.size() && peaks.empty(); ++bin)
        turns[bin] = std::complex<float> (std::polar (1.0, radiansPerBin * static_cast<double> (bin)));
    Index from = 0;
    for (size_t peak = 0; peak < peaks.size(); ++peak)
    {
        const Index end =
            peak + 1 < peaks.size() ? smallestBetween (power, peaks[peak], peaks[peak + 1]) : power.size();
        turns.segment (from, end - from)
            .setConstant (
                std::complex<float> (std::polar (1.0, radiansPerBin * peakPosition (power, peaks[peak]))));
        from = end;
    }
    return turns;
}

} // namespace unbraid::offline
