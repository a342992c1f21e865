// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SourceSpan.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/TimeSpan.h"
#include "Core/Factorisation/Dictionary/SourceName.h"

#include <algorithm>

namespace unbraid::cli
{

core::Result<size_t> sourceNamed (const std::string& name, const std::vector<std::string>& sources,
                                  const std::string& option)
{
    auto found = std::find (sources.begin(), sources.end(), name);
    if (found == sources.end()) // as people write it
        found = std::find (sources.begin(), sources.end(), core::sourceNameFrom (name));
    if (found == sources.end())
        return wrongValue (option, name, joinedByOr (sources));
    return static_cast<size_t> (found - sources.begin());
}

core::Result<std::vector<size_t>>
sourcesNamed (const std::string& name, const std::vector<std::string>& sources, const std::string& option)
{
    std::vector<size_t> leaves;
    for (const auto& prefix : { name + ".", core::sourceNameFrom (name) + "." })
        for (size_t i = 0; leaves.empty() && i < sources.size(); ++i)
            for (; i < sources.size() && sources[i].starts_with (prefix); ++i)
                leaves.push_back (i);
    if (! leaves.empty())
        return leaves;
    const auto source = sourceNamed (name, sources, option);
    if (! source.ok())
        return source.error();
    return std::vector{ source.value() };
}

core::Result<SourceSpan> sourceSpanFrom (const std::string& text, const std::vector<std::string>& sources,
                                         const char* option)
{
    const auto equals = text.find ('=');
    const auto span =
        equals == std::string::npos ? std::nullopt : timeSpanIn (std::string_view (text).substr (equals + 1));
    if (! span)
        return wrongValue (option, text, "SOURCE=START-END in seconds or minutes:seconds, START < END");
    auto named = sourcesNamed (text.substr (0, equals), sources, option);
    if (! named.ok())
        return named.error();
    return SourceSpan{ std::move (named).value(), span->startSeconds, span->endSeconds };
}

} // namespace unbraid::cli
