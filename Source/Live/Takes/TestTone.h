// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <atomic>

namespace unbraid::live
{

/** A tone of one second, to hear whether the output is the right one. It starts and ends softly. */
class TestTone
{
public:
    static constexpr double frequencyHz = 440.0;
    static constexpr double seconds = 1.0;
    static constexpr double levelDb = -20.0; // of its peaks, full scale 0

    /** Not while `add` runs; a tone that sounds is over. [message] */
    void prepare (double deviceRateHz) noexcept;

    /** From its start, also while it sounds. [message] */
    void play() noexcept { isWanted.store (true, std::memory_order_relaxed); }

    [[nodiscard]] bool isPlaying() const noexcept { return isSounding.load (std::memory_order_relaxed); }

    /** Adds the tone to all channels while it sounds.
        [audio] real-time safe */
    void add (juce::AudioBuffer<float>& block, int numSamples) noexcept;

private:
    double rateHz = 0.0;
    int position = 0, numSamplesLong = 0;
    std::atomic<bool> isWanted{ false };
    std::atomic<bool> isSounding{ false };
};

} // namespace unbraid::live
