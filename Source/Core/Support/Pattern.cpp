// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Pattern.h"

#include <regex>

namespace unbraid::core
{

struct Pattern::Expression
{
    std::regex value;
};

namespace
{
Pattern::Match groupsOf (const std::smatch& found)
{
    return { found.begin(), found.end() };
}
} // namespace

Pattern::Pattern (const char* form)
    : expression (std::make_unique<const Expression> (Expression{ std::regex (form) }))
{
}

Pattern::~Pattern() = default;

Pattern::Match Pattern::matchWhole (const std::string& text) const
{
    std::smatch found;
    return std::regex_match (text, found, expression->value) ? groupsOf (found) : Match{};
}

Pattern::Match Pattern::findFirst (const std::string& text) const
{
    std::smatch found;
    return std::regex_search (text, found, expression->value) ? groupsOf (found) : Match{};
}

std::vector<Pattern::Match> Pattern::findAll (const std::string& text) const
{
    std::vector<Match> all;
    for (std::sregex_iterator found (text.begin(), text.end(), expression->value), end; found != end; ++found)
        all.push_back (groupsOf (*found));
    return all;
}

std::string Pattern::replaceAll (const std::string& text, const std::string& by) const
{
    return std::regex_replace (text, expression->value, by);
}

} // namespace unbraid::core
