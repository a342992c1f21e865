// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ServedModes.h"

#include <algorithm>

namespace unbraid::core
{

bool serves (const Dictionary& dictionary, LatencyMode mode)
{
    const auto& modes = dictionary.modes;
    return (modes.empty() || std::find (modes.begin(), modes.end(), toString (mode)) != modes.end()) &&
           std::all_of (dictionary.branches.begin(), dictionary.branches.end(),
                        [mode] (const DictionaryBranch& branch)
                        { return serves (*branch.dictionary, mode); });
}

std::vector<std::string> servedModes (const Dictionary& dictionary)
{
    std::vector<std::string> served;
    for (const auto mode : { LatencyMode::low, LatencyMode::balanced, LatencyMode::high })
        if (serves (dictionary, mode))
            served.emplace_back (toString (mode));
    return served;
}

LatencyMode servedMode (const Dictionary& dictionary, LatencyMode wanted)
{
    if (serves (dictionary, wanted))
        return wanted;
    for (const auto& mode : dictionary.modes)
        if (const auto named = latencyModeFrom (mode); named && serves (dictionary, *named))
            return *named;
    const auto served = servedModes (dictionary);
    return served.empty() ? wanted : latencyModeFrom (served.front()).value_or (wanted);
}

} // namespace unbraid::core
