// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"

namespace unbraid::offline
{

/** Settings for an engine that passes over a recording more than once: what it learns, it remembers for all of it, and there
    are twice the updates where they were not trained as they are and no noise is tracked, for which more are worse.
    settings  of live sound
    [worker] */
core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings,
                                           const core::Dictionary& dictionary);

/** True where a pass over the recording can adapt the engine: atoms that adapt, panning. Noise that is tracked is not
    learned from a whole recording, since it is meant to follow changes.
    settings  those of the engine
    numParts  that notes guide
    [worker] */
bool canLearn (const core::Separator& engine, const core::SeparatorSettings& settings, Eigen::Index numParts);

/** Lets an engine forget the sound, and keep from now on what it taught, where that is anything.
    settings  those of the engine, changed
    [worker] */
void keepLearned (core::Separator& engine, core::SeparatorSettings& settings, Eigen::Index numParts);

} // namespace unbraid::offline
