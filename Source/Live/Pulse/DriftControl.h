// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace unbraid::live
{

/** Keeps the queue of a loudspeaker whose clock is not the microphone's: computes the rate at which the server shall play what it
    gets, so that the mean length of the queue stays where it should be.

        rate = nominal (1 + clamp (mean excess of the queue beyond what is free / timeConstant))

    Equal clocks are left alone. A difference of d leaves the queue d timeConstant beyond what is free: 1 ms at 100 ppm. */
class DriftControl
{
public:
    /** rateHz       of the streams
        freeSeconds  that the queue may be longer or shorter
        [any] */
    DriftControl (double rateHz, double freeSeconds) noexcept
        : nominalHz (rateHz)
        , free (freeSeconds)
        , currentHz (static_cast<int> (rateHz))
    {
    }

    /** Takes how much longer than wanted the queue is, once a block. True: `rateHz` is another one now.
        shortening  seconds by which the wanted length falls in a second: played faster by that, the queue follows at once
        [audio] */
    bool observe (double excessSeconds, double blockSeconds, double shortening = 0.0) noexcept
    {
        sum += excessSeconds * blockSeconds;
        sumOfShortening += shortening * blockSeconds;
        time += blockSeconds;
        if (time < periodSeconds)
            return false;
        const double mean = sum / time;
        const double away = (mean - std::clamp (mean, -free, free)) / timeConstantSeconds;
        const double ratio = 1.0 + std::clamp (away + sumOfShortening / time, -maxDeviation, maxDeviation);
        restart();
        const int nextHz = static_cast<int> (nominalHz * ratio + 0.5);
        const bool isOther = nextHz != currentHz;
        currentHz = nextHz;
        return isOther;
    }

    /** The queue was filled anew: what it was before says nothing. [audio] */
    void restart() noexcept { sum = sumOfShortening = time = 0.0; }

    [[nodiscard]] int rateHz() const noexcept { return currentHz; }

private:
    static constexpr double periodSeconds = 1.0;        // over which the queue is averaged
    static constexpr double timeConstantSeconds = 10.0; // in which a length is corrected
    static constexpr double maxDeviation = 0.002;       // 3 cents; clocks differ by far less

    double nominalHz, free;
    int currentHz;
    double sum = 0.0, sumOfShortening = 0.0, time = 0.0;
};

} // namespace unbraid::live
