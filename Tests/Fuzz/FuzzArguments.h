// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace unbraid::test
{

/** What the programs that break files take. */
struct FuzzArguments
{
    unsigned long long mutations = 0;
    unsigned long long seed = 1;
    std::string keep; // a file for the one that is read
};

/** PROGRAM --mutations N [--seed S] [--keep FILE]; nothing, and a line on standard error, for other arguments. */
inline std::optional<FuzzArguments> fuzzArguments (int numArguments, char** arguments)
{
    FuzzArguments wanted;
    for (int i = 1; i + 1 < numArguments; i += 2)
    {
        const std::string_view name (arguments[i]);
        const char* value = arguments[i + 1];
        if (name == "--keep")
            wanted.keep = value;
        else
            std::from_chars (value, value + std::strlen (value),
                             name == "--seed" ? wanted.seed : wanted.mutations);
    }
    if (wanted.mutations > 0)
        return wanted;
    std::fprintf (stderr, "usage: %s --mutations N [--seed S] [--keep FILE]\n", arguments[0]);
    return {};
}

} // namespace unbraid::test
