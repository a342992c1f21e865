// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Resources/Dictionaries/Recipes/best_ways.py.
#pragma once

#include "Offline/Passes/WholeRecording.h"

#include <array>

namespace unbraid::offline
{

/** How a shipped dictionary separates a whole recording best. */
struct BestWay
{
    const char* name;
    RecordingWay way;
};

// clang-format off
constexpr std::array<BestWay, 24> bestWays{ {
    { "band", { .mode = core::LatencyMode::high, .inLongWindows = true, .bothWays = false } },
    { "band-kit", { .mode = core::LatencyMode::high, .inLongWindows = true, .bothWays = false } },
    { "band-large", { .mode = core::LatencyMode::high, .inLongWindows = true, .bothWays = false } },
    { "band-six", { .mode = core::LatencyMode::high, .inLongWindows = true, .bothWays = false } },
    { "bass", { .mode = core::LatencyMode::low, .inLongWindows = true, .bothWays = false } },
    { "drums", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "drums-is", { .mode = core::LatencyMode::balanced, .inLongWindows = true, .bothWays = true } },
    { "drums-plain", { .mode = core::LatencyMode::balanced, .inLongWindows = true, .bothWays = false } },
    { "guitar", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = true } },
    { "own-voice", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "piano", { .mode = core::LatencyMode::low, .inLongWindows = false, .bothWays = true } },
    { "piano-bass-drums", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = true } },
    { "piano-notes", { .mode = core::LatencyMode::balanced, .inLongWindows = false, .bothWays = false } },
    { "piano-saxophone", { .mode = core::LatencyMode::high, .inLongWindows = true, .bothWays = false } },
    { "speech", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "speech-is", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "speech-large", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "speech-light", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "speech-plain", { .mode = core::LatencyMode::balanced, .inLongWindows = true, .bothWays = false } },
    { "speech-room", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = false } },
    { "strings", { .mode = core::LatencyMode::balanced, .inLongWindows = false, .bothWays = true } },
    { "vocals", { .mode = core::LatencyMode::low, .inLongWindows = true, .bothWays = false } },
    { "voice-guitar", { .mode = core::LatencyMode::high, .inLongWindows = false, .bothWays = true } },
    { "winds", { .mode = core::LatencyMode::balanced, .inLongWindows = false, .bothWays = true } },
} };
// clang-format on

} // namespace unbraid::offline
