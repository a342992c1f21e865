// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DamageFinder.h"

#include "Restoration/Plateau.h"
#include "Restoration/ZeroRuns.h"

#include <algorithm>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Samples = Eigen::Ref<const Eigen::VectorXf>;
using Search = DamageSettings::Search;

std::optional<float> clipLevelOf (const Samples& samples, float sign, const DamageSettings& settings)
{
    if (settings.clipping == Search::off)
        return std::nullopt;
    return settings.clipping == Search::given ? std::optional (settings.clipLevel)
                                              : sureClipLevel (samples, sign);
}

void markClipped (const Samples& samples, Damage& damage)
{
    for (Index n = 0; n < samples.size(); ++n)
    {
        auto& state = damage.states[static_cast<size_t> (n)];
        if (damage.highLevel && samples[n] >= *damage.highLevel * (1.0f - plateauExactness))
            state = SampleState::clippedHigh;
        else if (damage.lowLevel && samples[n] <= -*damage.lowLevel * (1.0f - plateauExactness))
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

std::vector<Gap> zerosOf (const Samples& samples, double sampleRateHz, const DamageSettings& settings)
{
    if (settings.zeros == Search::off)
        return {};
    return settings.zeros == Search::given ? zeroRuns (samples, sampleRateHz, settings.zerosSeconds)
                                           : sureDropouts (samples, sampleRateHz);
}
} // namespace

Damage findDamage (const Samples& samples, double sampleRateHz, const DamageSettings& settings)
{
    Damage damage;
    damage.states.assign (static_cast<size_t> (samples.size()), SampleState::intact);
    if (samples.size() == 0)
        return damage;
    damage.highLevel = clipLevelOf (samples, 1.0f, settings);
    damage.lowLevel = clipLevelOf (samples, -1.0f, settings);
    markClipped (samples, damage);
    for (const auto& gap : zerosOf (samples, sampleRateHz, settings))
        markLost (gap, damage.states);
    for (Index n = 0; n < samples.size(); ++n)
        if (! std::isfinite (samples[n]))
            damage.states[static_cast<size_t> (n)] = SampleState::lost;
    for (const auto& gap : settings.gaps)
        markLost (gap, damage.states);
    damage.numLost = std::count (damage.states.begin(), damage.states.end(), SampleState::lost);
    damage.numClipped = static_cast<Index> (damage.states.size()) - damage.numLost -
                        std::count (damage.states.begin(), damage.states.end(), SampleState::intact);
    return damage;
}

} // namespace unbraid::restoration
