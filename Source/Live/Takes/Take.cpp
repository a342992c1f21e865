// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/Take.h"

#include <algorithm>

namespace unbraid::live
{

Take::Take (double takeRateHz, double seconds, int latencySamples)
    : before (numSides, juce::roundToInt (seconds * takeRateHz))
    , after (numSides, before.getNumSamples())
    , rate (takeRateHz)
    , latency (latencySamples)
{
    before.clear(); // so that all pages are there
    after.clear();
}

void Take::keepBefore (const juce::AudioBuffer<float>& block, int numNew) noexcept
{
    const int count = std::min (numNew, numSamples() - numSeen);
    for (int side = 0; side < numSides && count > 0; ++side)
        before.copyFrom (side, numSeen, block, side, 0, count);
}

/** Leaves out the first output, whose input came before the start. */
void Take::keepAfter (const juce::AudioBuffer<float>& block, int numNew) noexcept
{
    const int first = numSeen - latency; // of the block, in the take
    const int skipped = std::max (0, -first);
    const int count = std::min (numNew - skipped, numSamples() - (first + skipped));
    for (int side = 0; side < numSides && count > 0; ++side)
        after.copyFrom (side, first + skipped, block, side, skipped, count);
    numSeen = std::min (numSeen + numNew, numSamples() + latency);
    recorded.store (std::max (0, numSeen - latency), std::memory_order_release);
}

} // namespace unbraid::live
