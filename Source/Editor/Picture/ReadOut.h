// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Editor/Picture/PictureScope.h"

namespace unbraid::editor
{

/** Values of the picture at one point. */
struct ReadOut
{
    struct Share
    {
        juce::String name;
        int colour = 0;
        float share = 0.0f;
    };
    double hz = 0.0;
    double seconds = 0.0; // relative to now
    float levelDb = 0.0f; // as it is, not as it is drawn
    bool wasActive = false;
    std::vector<Share> shares; // the largest first; none without a dictionary

    /** [message] */
    static ReadOut at (const PictureScope& scope, double time, double hz);

    /** "612 hertz, minus 31.4 decibels, Speech 86 percent" */
    [[nodiscard]] juce::String spoken() const;
};

/** "612 Hz", "1.25 kHz". */
juce::String frequencyText (double hz);

/** "D#5 -28 ct": Inter has no sharp sign; the minus is a true one. */
juce::String noteText (double hz);

/** The box beside the pointer. */
namespace readOutBox
{
constexpr int width = 196, height = 76, distance = 14;

/** Position of the box: right below the point, on its other sides at the edges. */
juce::Rectangle<float> placeFor (juce::Point<float> point, juce::Rectangle<float> inside);
void draw (juce::Graphics& graphics, const ReadOut& readOut, juce::Rectangle<float> area, const Theme& theme);
} // namespace readOutBox

} // namespace unbraid::editor
