// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <limits>
#include <optional>

namespace unbraid::live
{

/** The latency of a stream as it is shown: smoothed, and nothing before it keeps still. Servers begin with buffers of seconds, which
    they cut within moments. */
class LatencyMeter
{
public:
    /** Takes the latency of the moment, once a block. [audio] */
    void observe (double seconds, double blockSeconds) noexcept
    {
        const double share = std::min (1.0, blockSeconds / smoothingSeconds);
        smooth = isFresh ? seconds : smooth + share * (seconds - smooth);
        isFresh = false;
        low = std::min (low, smooth);
        high = std::max (high, smooth);
        age += blockSeconds;
        watched += blockSeconds;
        if (isSteady || watched < steadySeconds)
            return;
        isSteady = high - low < steadyWithin || age > maxUnsteadySeconds;
        watched = 0.0;
        low = high = smooth;
    }

    [[nodiscard]] std::optional<double> seconds() const noexcept
    {
        return isSteady ? std::optional<double> (smooth) : std::nullopt;
    }

private:
    static constexpr double smoothingSeconds = 0.2;
    static constexpr double steadySeconds = 0.6; // three times as long as what is smoothed
    static constexpr double steadyWithin = 0.005;
    static constexpr double maxUnsteadySeconds = 6.0; // then it is as it is

    double smooth = 0.0, age = 0.0, watched = 0.0;
    double low = std::numeric_limits<double>::max(), high = 0.0;
    bool isFresh = true, isSteady = false;
};

} // namespace unbraid::live
