// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/SeparatorSettings.h"
#include "Core/Transcription/NoteFindingSettings.h"
#include "Plugin/Model/Strips.h"

#include <array>

namespace unbraid::plugin
{

/** How notes on the MIDI input guide a dictionary that has notes. */
enum class GuideMode
{
    off,
    channels, // MIDI channels 1 to 7 are sources 1 to 7, what no note explains is source 8
    split     // notes from one up are source 1, those below source 2, what no note explains is source 8
};

/** Sources that notes guide, one for each MIDI channel that is a part; the residual comes after them. */
constexpr int numParts = 7;
static_assert (numParts + 1 == numStrips);

/** Gain and panning of one source in Mix, in linear units. */
struct StripControls
{
    float gain = 1.0f;
    float pan = 0.0f; // -1 left to 1 right, 0 dB at the centre
    bool isMuted = false;
    bool isSoloed = false;
    bool isOpen = true; // false: the source's activations are closed
};

/** The engine's controls; all settings that are no parameter are as the dictionary's `mixer` says. */
struct EngineControls
{
    core::SeparatorSettings
        settings; // the memory of `adaptation`: also of tracked noise, where the dictionary tracks
    float noteThreshold = core::NoteFindingSettings().threshold;
};

/** The state of all controls for one block: plain values, read once from the parameters. */
struct Controls
{
    std::array<StripControls, numStrips> strips;
    EngineControls engine;
    float reduction = 1.0f; // gain in Mix of the sources that are no targets
    float wet = 1.0f;
    bool isDelta = false; // Mix is the removed part: delayed input - Mix
    bool isBypassed = false;
};

} // namespace unbraid::plugin
