// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/FilterShape.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
constexpr double widestSpacingHz = 15.625;
constexpr double lowestPointHz = 125.0;
constexpr double octavesPerPoint = 1.5;
constexpr double tiltFromHz = 30.0;
constexpr double tiltCentreHz = 1000.0;
constexpr int lowPassOrder = 12;
constexpr int highPassOrder = 2;
constexpr double passedShare = 0.95; // of a band that ends steeply

/** Butterworth's gain, `share` of the way to the cutoff from where it lets pass. */
double butterworth (double share, int order)
{
    return 1.0 / std::sqrt (1.0 + std::pow (share, 2 * order));
}
} // namespace

double equaliserPointHz (size_t point) noexcept
{
    return lowestPointHz * std::exp2 (octavesPerPoint * static_cast<double> (point));
}

double equaliserGainDb (const EqualiserCurve& curve, double frequencyHz) noexcept
{
    const double position =
        std::log2 (std::max (frequencyHz, lowestPointHz) / lowestPointHz) / octavesPerPoint;
    const auto below = std::min (static_cast<size_t> (position), numEqualiserPoints - 1);
    const auto above = std::min (below + 1, numEqualiserPoints - 1);
    const double way = std::min (1.0, position - static_cast<double> (below));
    return curve[below] + (curve[above] - curve[below]) * way * way * (3.0 - 2.0 * way);
}

FilterShape::FilterShape (double sampleRateHz)
{
    const auto intervals = static_cast<Eigen::Index> (std::ceil (0.5 * sampleRateHz / widestSpacingHz));
    spacingHz = 0.5 * sampleRateHz / static_cast<double> (intervals);
    shape = Eigen::ArrayXf::Ones (intervals + 1);
}

template <class GainAt>
void FilterShape::multiply (const GainAt& gainAt)
{
    for (Eigen::Index i = 0; i < shape.size(); ++i)
        shape[i] *= static_cast<float> (gainAt (spacingHz * static_cast<double> (i)));
}

void FilterShape::equalise (const EqualiserCurve& curve)
{
    multiply ([&] (double hz) { return amplitudeOf (equaliserGainDb (curve, hz)); });
}

void FilterShape::lowPass (double cutoffHz)
{
    multiply ([&] (double hz) { return butterworth (hz / cutoffHz, lowPassOrder); });
}

void FilterShape::highPass (double cutoffHz)
{
    multiply ([&] (double hz) { return hz == 0.0 ? 0.0 : butterworth (cutoffHz / hz, highPassOrder); });
}

void FilterShape::endAt (double endHz)
{
    multiply (
        [&] (double hz)
        {
            const double way = std::clamp ((hz / endHz - passedShare) / (1.0 - passedShare), 0.0, 1.0);
            return 0.5 + 0.5 * std::cos (std::numbers::pi * way);
        });
}

void FilterShape::tilt (double dbPerOctave)
{
    multiply ([&] (double hz)
              { return amplitudeOf (dbPerOctave * std::log2 (std::max (hz, tiltFromHz) / tiltCentreHz)); });
}

Eigen::Index FilterShape::ringing (double sampleRateHz) noexcept
{
    return static_cast<Eigen::Index> (std::ceil (sampleRateHz / widestSpacingHz));
}

} // namespace unbraid::unfolding
