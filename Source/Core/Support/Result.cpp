// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Result.h"

namespace unbraid::core
{

namespace
{
/** With a capital letter and a full stop, as far as it has none. */
std::string asSentence (std::string clause)
{
    if (clause.front() >= 'a' && clause.front() <= 'z')
        clause.front() = static_cast<char> (clause.front() - 'a' + 'A');
    if (std::string (".?!").find (clause.back()) == std::string::npos)
        clause.push_back ('.');
    return clause;
}
} // namespace

std::string Error::message() const
{
    std::string details = where;
    const auto add = [&details] (const char* separator, const std::string& detail)
    {
        if (! detail.empty())
            details += (details.empty() ? "" : separator) + detail;
    };
    add (": ", found.empty() ? "" : "found " + found);
    add ("; ", allowed.empty() ? "" : "allowed: " + allowed);
    if (what.empty())
        return details;
    return details.empty() ? asSentence (what) : asSentence (what) + " (" + details + ")";
}

} // namespace unbraid::core
