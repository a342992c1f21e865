// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <optional>

namespace unbraid::editor
{

/** Scales that can be chosen, in percent. */
constexpr std::array<int, 6> scalesPercent{ 75, 100, 125, 150, 200, 300 };

/** Sizes of a view at 100 %. */
struct SizeLimits
{
    juce::Point<int> smallest, preferred, largest;
    bool hasFixedRatio = false; // that of the smallest
};

constexpr juce::Point<int> smallestFull{ 840, 520 }, defaultFull{ 1120, 680 }, largestFull{ 3840, 2160 };
constexpr juce::Point<int> smallestVoice{ 480, 300 }, largestVoice{ 720, 450 };
constexpr SizeLimits fullLimits{ smallestFull, defaultFull, largestFull };
constexpr SizeLimits voiceLimits{ smallestVoice, smallestVoice, largestVoice, true };

/** The room that a window can take; nothing: it is not known, and everything fits. */
using Room = std::optional<juce::Point<int>>;

/** The room on the display where a component stands, or would stand, less the frame of its window. [message] */
Room roomAround (const juce::Component& component);

/** Whether a view of that size at 100 % fits. [any] */
bool fits (int percent, juce::Point<int> size, Room room);

/** The largest scale that fits, up to the wanted one; the smallest of all where none does. [any] */
int fittingScale (int wantedPercent, const SizeLimits& limits, Room room);

/** Size at 100 %: the wanted one where it is within the limits, else the preferred one; as much of it as fits. [any] */
juce::Point<int> fittingSize (juce::Point<int> wanted, const SizeLimits& limits, int percent, Room room);

} // namespace unbraid::editor
