// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

/** The editor's icons: lines of 1.5 in squares of 16, drawn at any scale. All functions: [message]. */
namespace unbraid::editor::icons
{

enum class Icon
{
    none,
    unbraid,
    previous,
    next,
    down,
    up,
    undo,
    redo,
    delta,
    bypass,
    more,
    freeze,
    add,
    minus,
    close,
    search,
    file,
    folder,
    warning,
    drop,
    tick,
    learn,
    expand,
    collapse,
    play,
    pause,
    microphone,
    speaker
};

constexpr float size = 16.0f;

/** Draws the icon in the middle of an area. */
void draw (juce::Graphics& graphics, Icon icon, juce::Rectangle<float> area, juce::Colour colour,
           float side = size);

} // namespace unbraid::editor::icons
