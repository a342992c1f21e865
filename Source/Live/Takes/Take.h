// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <atomic>

namespace unbraid::live
{

/** A few seconds of the same sound before and after the engine, sample by sample beside each other: the engine's delay is
    taken out. The audio thread fills it; samples below `numRecorded` stay as they are and may be read by any thread. */
class Take
{
public:
    static constexpr int numSides = 2;

    /** Takes all its memory.
        latencySamples  of the engine, while it is recorded
        [message] */
    Take (double takeRateHz, double seconds, int latencySamples);

    [[nodiscard]] double rateHz() const noexcept { return rate; }
    [[nodiscard]] int numSamples() const noexcept { return before.getNumSamples(); }
    [[nodiscard]] int numRecorded() const noexcept { return recorded.load (std::memory_order_acquire); }
    [[nodiscard]] bool isComplete() const noexcept { return numRecorded() == numSamples(); }

    /** Input and output of the engine: each once for every block, in this order.
        [audio] real-time safe */
    void keepBefore (const juce::AudioBuffer<float>& block, int numNew) noexcept;
    void keepAfter (const juce::AudioBuffer<float>& block, int numNew) noexcept;

    /** [2 x samples] */
    juce::AudioBuffer<float> before, after;

private:
    double rate;
    int latency;
    int numSeen = 0; // since the start; audio
    std::atomic<int> recorded{ 0 };
};

} // namespace unbraid::live
