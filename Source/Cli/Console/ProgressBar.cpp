// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/ProgressBar.h"

#include "Cli/Console/Console.h"
#include "Platform/Descriptors.h"
#include "Platform/StopSignals.h"
#include "Platform/Terminal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace unbraid::cli
{

namespace
{
constexpr auto redrawInterval = std::chrono::milliseconds (100);
constexpr int barWidth = 20;      // columns
constexpr double minShare = 0.02; // before it the time left cannot be estimated
constexpr const char* clear = "\r\x1b[K";

std::string bar (double share)
{
    const int filled = static_cast<int> (std::lround (share * barWidth));
    std::string text;
    for (int column = 0; column < barWidth; ++column)
        text += column < filled ? "█" : "░";
    return text;
}

std::string clockTime (double seconds)
{
    const long whole = std::lround (seconds);
    std::array<char, 32> text{};
    if (whole >= 3600)
        std::snprintf (text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60,
                       whole % 60);
    else
        std::snprintf (text.data(), text.size(), "%ld:%02ld", whole / 60, whole % 60);
    return text.data();
}
} // namespace

ProgressBar::ProgressBar()
    : isTerminal (platform::isTerminal (platform::standardError))
{
}

ProgressBar::~ProgressBar()
{
    if (isDrawn)
        std::cerr << clear << std::flush;
}

bool ProgressBar::show (double share, const std::string& words)
{
    if (isTerminal)
        draw (share, words);
    return ! platform::isStopWanted();
}

void ProgressBar::draw (double share, const std::string& words)
{
    const std::lock_guard lock (mutex);
    const auto now = Clock::now();
    if (isDrawn && now - lastDrawn < redrawInterval)
        return;
    lastDrawn = now;
    isDrawn = true;
    std::cerr << clear + line (share, words) << std::flush;
}

std::string ProgressBar::line (double share, const std::string& words) const
{
    const double elapsed = std::chrono::duration<double> (Clock::now() - started).count();
    const double done = std::clamp (share, 0.0, 1.0);
    std::string text (1, ' ');
    text += share < 0.0 ? clockTime (elapsed) : fixedPoint (100.0 * done, 0) + " %";
    if (done > minShare)
        text += ", " + clockTime (elapsed / done - elapsed) + " left";
    text += "  " + oneLine (words);
    const size_t columns = platform::terminalColumns();
    const size_t room = columns - std::min<size_t> (columns, barWidth + 1);
    return (share < 0.0 ? "" : bar (done)) + text.substr (0, room);
}

} // namespace unbraid::cli
