// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"

#include <string>

namespace unbraid::offline
{

/** Settings for an engine that passes over a recording more than once: what it learns, it remembers for all of it.
    settings  of live sound
    [worker] */
core::SeparatorSettings settingsForPasses (core::SeparatorSettings settings);

/** How a whole recording is separated, beside what a first pass can learn from it. */
struct RecordingWay
{
    core::LatencyMode mode = core::LatencyMode::high;
    bool inLongWindows = false; // masks are put together in the windows of the analysis
    bool bothWays = false;      // the mean of what is found forwards and backwards

    /** That of the engine as it plays. */
    [[nodiscard]] bool isLive() const noexcept { return ! inLongWindows && ! bothWays; }
};

/** The way that gains most over live sound at high latency: for a shipped dictionary that of the table in BestWays.h, chosen on
    development recordings (see Docs/Quality.md), for any other that of its kind. Its mode is one that the dictionary serves.
    name      of the dictionary, without its ending
    settings  those of the engine
    numParts  that notes guide: then the kind decides, as for a kind that a program added
    [worker] */
RecordingWay bestWay (const std::string& name, const core::Dictionary& dictionary,
                      const core::SeparatorSettings& settings, Eigen::Index numParts);

/** True where the masks of an engine, put together in the long windows of its analysis, make other sound than its own windows:
    those are much shorter.
    geometry  of the engine
    [worker] */
bool gainsFromLongWindows (const core::FrameGeometry& geometry) noexcept;

/** True where a recording may be played from its end: not where notes or dynamics say what comes next.
    settings  those of the engine
    numParts  that notes guide
    [worker] */
bool canRunBackwards (const core::SeparatorSettings& settings, Eigen::Index numParts) noexcept;

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
