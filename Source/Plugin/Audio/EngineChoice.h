// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/LatencyMode.h"

namespace unbraid::plugin
{

/** The values of those parameters that an engine is built for: a change of one needs another engine. */
struct EngineChoice
{
    core::LatencyMode mode = core::LatencyMode::balanced;
    bool isStereoLinked = true;
    bool isGuided = false; // by notes, where the dictionary can be

    bool operator== (const EngineChoice&) const = default;
};

} // namespace unbraid::plugin
