// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <deque>

namespace unbraid::live
{

/** The share of one core that a program has used over the last seconds, from the processor time that it has used so far: what
    system monitors show. [message] */
class ProcessLoad
{
public:
    /** Takes both times, now and then. */
    void observe (double clockSeconds, double usedSeconds)
    {
        seen.push_back ({ clockSeconds, usedSeconds });
        while (seen.size() > 2 && clockSeconds - seen[1].clock >= overSeconds)
            seen.pop_front();
    }

    /** 1: one core; 0 before it is known. */
    [[nodiscard]] double share() const
    {
        if (seen.size() < 2)
            return 0.0;
        const double passed = seen.back().clock - seen.front().clock;
        return passed > 0.0 ? std::max (0.0, seen.back().used - seen.front().used) / passed : 0.0;
    }

private:
    static constexpr double overSeconds = 3.0;

    struct Times
    {
        double clock, used;
    };
    std::deque<Times> seen;
};

} // namespace unbraid::live
