// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DamageFinder.h"

#include <algorithm>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Samples = Eigen::Ref<const Eigen::VectorXf>;

constexpr float exactness = 1e-6f; // of a plateau, relative to its level
constexpr float nearness = 0.005f; // what comes near a plateau without reaching it
constexpr Index plateauOverNear =
    2;                          // a sine spends more time near its peak than at it, whatever its resolution
constexpr Index minClipped = 3; // samples
constexpr Index minLongestRun = 2; // of them in a row
constexpr double shortestZerosSeconds = 0.001;
constexpr float loudNeighbour =
    0.005f; // mean magnitude beside a run of zeros, relative to the channel's peak

/** The level at which the tops of a signal are cut off, if they are. sign  -1: its bottoms */
std::optional<float> plateauOf (const Samples& samples, float sign)
{
    float level = 0.0f;
    for (const float sample : samples)
        if (std::isfinite (sample))
            level = std::max (level, sign * sample);
    Index reached = 0, near = 0, run = 0, longestRun = 0;
    for (const float sample : samples)
    {
        const bool isThere = sign * sample >= level * (1.0f - exactness);
        run = isThere ? run + 1 : 0;
        longestRun = std::max (longestRun, run);
        reached += isThere ? 1 : 0;
        near += ! isThere && sign * sample >= level * (1.0f - nearness) ? 1 : 0;
    }
    const bool isPlateau = level > 0.0f && reached >= minClipped && longestRun >= minLongestRun &&
                           reached >= plateauOverNear * near;
    return isPlateau ? std::optional (level) : std::nullopt;
}

void markClipped (const Samples& samples, Damage& damage)
{
    for (Index n = 0; n < samples.size(); ++n)
    {
        auto& state = damage.states[static_cast<size_t> (n)];
        if (damage.highLevel && samples[n] >= *damage.highLevel * (1.0f - exactness))
            state = SampleState::clippedHigh;
        else if (damage.lowLevel && samples[n] <= -*damage.lowLevel * (1.0f - exactness))
            state = SampleState::clippedLow;
    }
}

void markLost (const Gap& gap, SampleStates& states)
{
    const auto size = static_cast<Index> (states.size());
    const Index begin = std::clamp<Index> (gap.begin, 0, size);
    std::fill (states.begin() + begin, states.begin() + std::clamp<Index> (gap.end, begin, size),
               SampleState::lost);
}

/** Runs of zeros between loud samples, neither too short for a gap nor too long to fill. */
void markZeros (const Samples& samples, double sampleRateHz, SampleStates& states)
{
    const auto margin = static_cast<Index> (std::ceil (shortestZerosSeconds * sampleRateHz));
    const auto longest = static_cast<Index> (longestGapSeconds * sampleRateHz);
    const float loud =
        loudNeighbour * samples.array().isFinite().select (samples.array().abs(), 0.0f).maxCoeff();
    for (Index begin = 0; begin < samples.size();)
    {
        Index end = begin;
        while (end < samples.size() && samples[end] == 0.0f)
            ++end;
        const bool fits = end - begin >= margin && end - begin <= longest;
        if (fits && begin >= margin && end + margin <= samples.size() &&
            samples.segment (begin - margin, margin).cwiseAbs().mean() > loud &&
            samples.segment (end, margin).cwiseAbs().mean() > loud)
            markLost ({ begin, end }, states);
        begin = end + 1;
    }
}
} // namespace

Damage findDamage (const Samples& samples, double sampleRateHz, float clipLevel, const std::vector<Gap>& gaps)
{
    Damage damage;
    damage.states.assign (static_cast<size_t> (samples.size()), SampleState::intact);
    if (samples.size() == 0)
        return damage;
    damage.highLevel = clipLevel > 0.0f ? std::optional (clipLevel) : plateauOf (samples, 1.0f);
    damage.lowLevel = clipLevel > 0.0f ? std::optional (clipLevel) : plateauOf (samples, -1.0f);
    markClipped (samples, damage);
    markZeros (samples, sampleRateHz, damage.states);
    for (Index n = 0; n < samples.size(); ++n)
        if (! std::isfinite (samples[n]))
            damage.states[static_cast<size_t> (n)] = SampleState::lost;
    for (const auto& gap : gaps)
        markLost (gap, damage.states);
    damage.numLost = std::count (damage.states.begin(), damage.states.end(), SampleState::lost);
    damage.numClipped = static_cast<Index> (damage.states.size()) - damage.numLost -
                        std::count (damage.states.begin(), damage.states.end(), SampleState::intact);
    return damage;
}

} // namespace unbraid::restoration
