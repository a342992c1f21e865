// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace unbraid::cli
{

/** A bar on standard error during long work: share done, time left, a few words. Silent where standard
    error is not a terminal. The line is gone when the bar is. */
class ProgressBar
{
public:
    ProgressBar();
    ~ProgressBar();
    ProgressBar (const ProgressBar&) = delete;
    ProgressBar& operator= (const ProgressBar&) = delete;

    /** share  of the work that is done, 0 to 1; below 0: not known
        words  what is being done
        Draws a few times a second at most. Returns false once the user wants the program to end, as a core::Progress does.
        [any] */
    bool show (double share, const std::string& words);

private:
    void draw (double share, const std::string& words);
    [[nodiscard]] std::string line (double share, const std::string& words) const;

    using Clock = std::chrono::steady_clock;
    const bool isTerminal;
    const Clock::time_point started = Clock::now();
    std::mutex mutex; // workers report at the same time
    Clock::time_point lastDrawn;
    bool isDrawn = false;
};

} // namespace unbraid::cli
