// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/TimeSpan.h"

#include "Cli/Console/Console.h"

#include <charconv>

namespace unbraid::cli
{

namespace
{
constexpr double maxSpanSeconds = 1e7; // far longer than any recording, fits samples at every rate
} // namespace

std::optional<double> timeIn (std::string_view text)
{
    double seconds = 0.0;
    for (int part = 0; part < 3; ++part)
    {
        const auto digits = text.substr (0, text.find (':'));
        double number = 0.0;
        const auto read = std::from_chars (digits.data(), digits.data() + digits.size(), number);
        if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || ! (number >= 0.0))
            return {};
        seconds = 60.0 * seconds + number;
        if (digits.size() == text.size())
            return seconds <= maxSpanSeconds ? std::optional (seconds) : std::nullopt;
        text.remove_prefix (digits.size() + 1);
    }
    return {};
}

std::optional<TimeSpan> timeSpanIn (std::string_view text)
{
    const auto dash = text.find ('-');
    if (dash == std::string_view::npos)
        return {};
    const auto start = timeIn (text.substr (0, dash));
    const auto end = timeIn (text.substr (dash + 1));
    if (! start || ! end || *start >= *end)
        return {};
    return TimeSpan{ *start, *end };
}

core::Result<TimeSpan> timeSpanFrom (const std::string& text, const char* option)
{
    const auto span = timeSpanIn (text);
    if (! span)
        return wrongValue (option, text, "START-END in seconds or minutes:seconds, START < END");
    return *span;
}

} // namespace unbraid::cli
