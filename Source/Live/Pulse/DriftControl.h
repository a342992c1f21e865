// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace unbraid::live
{

/** Keeps the queue of a loudspeaker whose clock is not the microphone's: tells the rate at which the server shall play what it
    gets, so that the mean length of the queue stays where it should be.

        rate = nominal (1 + clamp ((mean queue - wanted) / timeConstant))

    A difference of the clocks of d leaves the queue d timeConstant away from where it should be: 1 ms at 100 ppm. */
class DriftControl
{
public:
    /** rateHz         of the streams
        wantedSeconds  length of the queue
        [any] */
    DriftControl (double rateHz, double wantedSeconds) noexcept
        : nominalHz (rateHz)
        , wanted (wantedSeconds)
        , currentHz (static_cast<int> (rateHz))
    {
    }

    /** Takes the length of the queue once a block. True: `rateHz` is another one now. [audio] */
    bool observe (double queueSeconds, double blockSeconds) noexcept
    {
        sum += queueSeconds * blockSeconds;
        time += blockSeconds;
        if (time < periodSeconds)
            return false;
        const double away = (sum / time - wanted) / timeConstantSeconds;
        const double ratio = 1.0 + std::clamp (away, -mostAway, mostAway);
        sum = time = 0.0;
        const int nextHz = static_cast<int> (nominalHz * ratio + 0.5);
        const bool isOther = nextHz != currentHz;
        currentHz = nextHz;
        return isOther;
    }

    [[nodiscard]] int rateHz() const noexcept { return currentHz; }

private:
    static constexpr double periodSeconds = 1.0;        // over which the queue is averaged
    static constexpr double timeConstantSeconds = 10.0; // in which a length is corrected
    static constexpr double mostAway = 0.002;           // 3 cents; clocks differ by far less

    double nominalHz, wanted;
    int currentHz;
    double sum = 0.0, time = 0.0;
};

} // namespace unbraid::live
