// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

double learningRateAt (const OptimiserSpec& spec, int step, int numSteps)
{
    constexpr double last = 0.01;
    const double risen = std::min (1.0, (step + 1.0) / spec.warmUpSteps);
    const double decayFrom = (1.0 - spec.decayShare) * numSteps;
    const double decayed = std::max (0.0, (step - decayFrom) / std::max (1.0, numSteps - decayFrom));
    const double fall = last + (1.0 - last) * 0.5 * (1.0 + std::cos (std::numbers::pi * decayed));
    return spec.learningRate * risen * fall;
}

int stepsWithin (int first, int step, double seconds, double limitSeconds)
{
    constexpr int unmeasured = 10; // the first steps are slow
    constexpr double mostSteps = 1e8;
    if (seconds >= limitSeconds)
        return step;
    if (step - first < unmeasured)
        return static_cast<int> (mostSteps);
    const double whole = first + (step - first) * limitSeconds / std::max (seconds, 1e-3);
    return std::max (step + 1, static_cast<int> (std::min (whole, mostSteps)));
}

std::uint64_t stepSeed (std::uint64_t seed, int step, int rank)
{
    constexpr std::uint64_t apart = 0x9e3779b97f4a7c15; // of the golden ratio: neighbours come out far apart
    constexpr std::uint64_t ranksApart =
        0xd1b54a32d192ed03; // 2^64 over the root of x^4 = x + 1: apart from all steps
    return seed + apart * static_cast<std::uint64_t> (step + 1) +
           ranksApart * static_cast<std::uint64_t> (rank);
}

} // namespace unbraid::unfolding
