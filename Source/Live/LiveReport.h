// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace unbraid::live
{

/** Lines for a log about the devices and of their latency: both at the start and after an interruption, and each when it has
    changed. */
class LiveReport
{
public:
    /** True where these devices have not been said yet; empty: none runs. [message] */
    bool isNews (const std::string& devices)
    {
        const bool isOther = devices != saidDevices;
        if (isOther)
            saidMs.reset();
        saidDevices = devices;
        return isOther && ! devices.empty();
    }

    /** True where this latency is another than was said, for a while; nothing: it is not known. Asked after `isNews`. [message] */
    bool isNews (std::optional<double> latencyMs, double nowSeconds)
    {
        if (! latencyMs || saidDevices.empty())
            return false;
        const bool isFirst = ! saidMs;
        if (! isFirst && std::abs (*latencyMs - *saidMs) < std::max (leastMs, leastShare * *saidMs))
            sameSince = nowSeconds;
        if (! isFirst && nowSeconds - std::max (sameSince, saidSince) < waitsSeconds)
            return false;
        saidMs = latencyMs;
        sameSince = saidSince = nowSeconds;
        return true;
    }

private:
    static constexpr double leastMs = 5.0, leastShare = 0.2; // of a change that is said
    static constexpr double waitsSeconds = 30.0;             // until it is

    std::string saidDevices;
    std::optional<double> saidMs;
    double sameSince = 0.0, saidSince = 0.0;
};

} // namespace unbraid::live
