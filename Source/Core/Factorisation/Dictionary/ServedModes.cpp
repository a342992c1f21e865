// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ServedModes.h"

#include <algorithm>

namespace unbraid::core
{

bool serves (const Dictionary& dictionary, LatencyMode mode)
{
    const auto& modes = dictionary.modes;
    return modes.empty() || std::find (modes.begin(), modes.end(), toString (mode)) != modes.end();
}

LatencyMode servedMode (const Dictionary& dictionary, LatencyMode wanted)
{
    return serves (dictionary, wanted) ? wanted
                                       : latencyModeFrom (dictionary.modes.front()).value_or (wanted);
}

} // namespace unbraid::core
