// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/SoundCorpus.h"

namespace unbraid::unfolding
{

/** What a recording's own background is turned down by in its pauses, for a target without it. A pause is where the level
    is at most 6 dB above that of the recording's quiet tenth, and 30 dB or more below that of its loud tenth; it begins
    60 ms after the last word and ends 20 ms before the next. A recording whose background is nearer than that has none. */
class PauseGains
{
public:
    /** [worker] */
    PauseGains (const Sound& sound, double sampleRateHz);

    /** At a sample of the recording, 1 in words; 20 ms from there to the gain of pauses. [any] */
    [[nodiscard]] float at (double sample) const noexcept;

private:
    Eigen::ArrayXf gains; // of each step
    double samplesPerStep = 1.0;
};

/** Gain of a pause, dB. */
constexpr double pauseGainDb = -25.0;

} // namespace unbraid::unfolding
