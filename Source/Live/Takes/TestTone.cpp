// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/TestTone.h"

#include <algorithm>
#include <cmath>

namespace unbraid::live
{

namespace
{
constexpr int numPlayed = 2;         // channels; the others of the engine hold sources
constexpr double softSeconds = 0.02; // of start and end
} // namespace

void TestTone::prepare (double deviceRateHz) noexcept
{
    rateHz = deviceRateHz;
    numSamplesLong = juce::roundToInt (seconds * rateHz);
    position = numSamplesLong;
    isSounding.store (false, std::memory_order_relaxed);
}

void TestTone::add (juce::AudioBuffer<float>& block, int numSamples) noexcept
{
    if (isWanted.exchange (false, std::memory_order_relaxed))
        position = 0;
    const double amplitude = std::pow (10.0, levelDb / 20.0);
    const double numSoft = softSeconds * rateHz;
    const int numHere = std::min (numSamples, numSamplesLong - position);
    for (int n = 0; n < numHere; ++n, ++position)
    {
        const double fromEnd = std::min (position, numSamplesLong - 1 - position);
        const double share = std::min (1.0, fromEnd / numSoft);
        const double envelope = 0.5 - 0.5 * std::cos (juce::MathConstants<double>::pi * share);
        const double phase = juce::MathConstants<double>::twoPi * frequencyHz * position / rateHz;
        const auto value = static_cast<float> (amplitude * envelope * std::sin (phase));
        for (int channel = 0; channel < numPlayed; ++channel)
            block.addSample (channel, n, value);
    }
    isSounding.store (position < numSamplesLong, std::memory_order_relaxed);
}

} // namespace unbraid::live
