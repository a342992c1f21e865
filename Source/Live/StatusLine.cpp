// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/StatusLine.h"

#include "Platform/Descriptors.h"
#include "Platform/Terminal.h"

#include <iostream>
#include <utility>

namespace unbraid::live
{

namespace
{
constexpr const char* clearing = "\r\x1b[K";
constexpr const char* cutting = "\x1b[?7l"; // what is longer than the terminal is wide is not seen
constexpr const char* wrapping = "\x1b[?7h";
} // namespace

StatusLine::StatusLine()
    : isTerminal (platform::isTerminal (platform::standardError))
{
}

StatusLine::~StatusLine()
{
    clear();
}

void StatusLine::show (const std::string& text)
{
    if (! isTerminal)
        return;
    clear();
    std::cerr << cutting << text << wrapping << std::flush;
    isShown = true;
}

void StatusLine::say (const std::string& text)
{
    clear();
    std::cerr << text + "\n";
}

void StatusLine::clear()
{
    if (std::exchange (isShown, false))
        std::cerr << clearing << std::flush;
}

} // namespace unbraid::live
