// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <limits>

namespace unbraid::live
{

/** How much longer than asked for a queue is kept. Devices that hand over their sound in large pieces, and busy machines, run it dry
    again and again: each time soon after the last, but not at the very beginning, it gets a block longer. After a time in which it never
    came near running dry it gets shorter, slowly, by what it did not need; that time doubles where it runs dry soon after. */
class QueueReserve
{
public:
    /** Seconds of sound by which the queue gets shorter in a second. A sink that plays faster by that, 1.7 cents, is not heard. */
    static constexpr double pace = 0.001;

    /** [any] */
    explicit QueueReserve (double lengthOfBlock) noexcept
        : blockSeconds (lengthOfBlock)
    {
    }

    [[nodiscard]] double seconds() const noexcept { return extra; }
    [[nodiscard]] bool isGettingShorter() const noexcept { return extra > goal; }

    /** The queue has run dry. [audio] */
    void noteUnderflow() noexcept
    {
        const bool isAgain = lastUnderflow > 0.0 && time - lastUnderflow < againSeconds;
        if (time > beginningSeconds && isAgain && extra < longestSeconds)
            extra += blockSeconds;
        if (time - lastShorter < regretSeconds)
            quietSeconds = std::min (2.0 * quietSeconds, maxQuietSeconds);
        lastShorter = -regretSeconds;
        lastUnderflow = time;
        watchAnew();
    }

    /** Takes once a block how long the queued sound would have lasted without it. [audio] */
    void observe (double spareSeconds) noexcept
    {
        time += blockSeconds;
        const double unused = spareSeconds - spareBlocks * blockSeconds;
        if (isGettingShorter())
        {
            extra = std::max (goal, extra - pace * blockSeconds);
            lastShorter = time;
            if (! isGettingShorter() || unused < 0.0)
                watchAnew();
            return;
        }
        leastUnused = std::min (leastUnused, unused);
        if (time - watchedSince < quietSeconds)
            return;
        const double shorter = std::max (0.0, extra - std::max (0.0, leastUnused));
        watchAnew();
        goal = shorter;
    }

    /** A block without that figure. [audio] */
    void skip() noexcept { time += blockSeconds; }

private:
    void watchAnew() noexcept
    {
        watchedSince = time;
        leastUnused = std::numeric_limits<double>::max();
        goal = extra;
    }

    static constexpr double againSeconds = 2.0, beginningSeconds = 1.0;
    static constexpr double longestSeconds = 0.2;
    static constexpr double spareBlocks = 0.5;  // that an undisturbed queue has left, too
    static constexpr double regretSeconds = 60; // in which running dry tells against having become shorter
    static constexpr double maxQuietSeconds = 320.0;

    double blockSeconds;
    double quietSeconds = 10.0;
    double time = 0.0, watchedSince = 0.0;
    double lastUnderflow = 0.0, lastShorter = -regretSeconds;
    double leastUnused = std::numeric_limits<double>::max();
    double extra = 0.0, goal = 0.0;
};

} // namespace unbraid::live
