// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/DictionaryMutator.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

/** fuzz_dictionary --mutations N [--seed S]: reads N broken dictionary files and stops at the first
    that is neither loaded whole nor refused with one clear error. Meant for the `sanitize` preset,
    which also sees what no result shows. The same seed makes the same files. */
int main (int numArguments, char** arguments)
{
    unsigned long long mutations = 0;
    unsigned long long seed = 1;
    for (int i = 1; i + 1 < numArguments; i += 2)
    {
        auto& number = std::string_view (arguments[i]) == "--seed" ? seed : mutations;
        std::from_chars (arguments[i + 1], arguments[i + 1] + std::strlen (arguments[i + 1]), number);
    }
    if (mutations == 0)
    {
        std::fputs ("usage: fuzz_dictionary --mutations N [--seed S]\n", stderr);
        return 2;
    }

    unbraid::test::DictionaryMutator mutator (seed);
    unsigned long long numLoaded = 0;
    for (unsigned long long i = 0; i < mutations; ++i)
    {
        const auto bytes = mutator.next();
        const auto complaint = unbraid::test::complaintAbout (bytes);
        if (! complaint.empty())
        {
            std::fprintf (stderr, "mutation %llu of seed %llu: %s\n", i, seed, complaint.c_str());
            return 1;
        }
        numLoaded += unbraid::files::parseDictionary (bytes, "mutant").ok() ? 1 : 0;
    }
    std::printf ("%llu mutations of seed %llu: %llu loaded whole, %llu refused with one error\n", mutations,
                 seed, numLoaded, mutations - numLoaded);
    return 0;
}
