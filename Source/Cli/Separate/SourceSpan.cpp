// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SourceSpan.h"

#include "Cli/Console/Console.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace unbraid::cli
{

namespace
{
constexpr double maxSpanSeconds = 1e7; // far longer than any recording, fits samples at every rate

/** Seconds, or minutes:seconds, or hours:minutes:seconds; nothing when it is none of them. */
std::optional<double> timeFrom (std::string_view text)
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
} // namespace

core::Result<size_t> sourceNamed (const std::string& name, const std::vector<std::string>& sources,
                                  const std::string& option)
{
    const auto found = std::find (sources.begin(), sources.end(), name);
    if (found == sources.end())
        return wrongValue (option, name, joinedByOr (sources));
    return static_cast<size_t> (found - sources.begin());
}

core::Result<SourceSpan> sourceSpanFrom (const std::string& text, const std::vector<std::string>& sources,
                                         const char* option)
{
    const auto wrong = [&]
    { return wrongValue (option, text, "SOURCE=START-END in seconds or minutes:seconds, START < END"); };
    const auto equals = text.find ('=');
    const auto dash = text.find ('-', std::min (equals, text.size()));
    if (equals == std::string::npos || dash == std::string::npos)
        return wrong();
    const auto start = timeFrom (std::string_view (text).substr (equals + 1, dash - equals - 1));
    const auto end = timeFrom (std::string_view (text).substr (dash + 1));
    if (! start || ! end || *start >= *end)
        return wrong();
    const auto source = sourceNamed (text.substr (0, equals), sources, option);
    if (! source.ok())
        return source.error();
    return SourceSpan{ source.value(), *start, *end };
}

} // namespace unbraid::cli
