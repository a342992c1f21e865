// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"

namespace unbraid::offline
{

/** Settings for an engine that passes over a recording more than once: what it learns, it remembers for all of it.
    settings  of live sound
    [worker] */
core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings);

/** The mode whose masks, put together in long windows, score best on development recordings, and on no stem of a song worse
    than live sound at high latency: see Docs/Quality.md.
    settings  those of the engine
    live      the mode for live sound, which is kept where the dictionary does not serve the best one
    [worker] */
core::LatencyMode modeForPasses (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                                 core::LatencyMode live);

/** True where the masks of an engine, put together in the long windows of its analysis, make other sound than its own windows:
    those are much shorter.
    geometry  of the engine
    [worker] */
bool gainsFromLongWindows (const core::FrameGeometry& geometry) noexcept;

/** True where the sources of a recording that is played from its end help to find those of the recording. Not where the past
    has a meaning of its own: notes that begin, dynamics, noise that is tracked, models that remember sounds which decay. Nor
    with one source for all that the others leave, which gains nothing.
    settings  those of the engine
    numParts  that notes guide
    [worker] */
bool runsBackwards (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                    Eigen::Index numParts);

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
