// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Editor/Picture/PictureScope.h"

/** The time below the picture and the lines over it, counted back from now. All functions: [message] */
namespace unbraid::editor::timeAxis
{

constexpr int height = 20;

/** Position of a time between the edges of an area, and back. */
float xOf (double time, const PictureScope& scope, juce::Rectangle<float> area);
double timeAt (float x, const PictureScope& scope, juce::Rectangle<float> area);

/** The labels, in a strip that is as wide as the picture; every second one where there is little room. */
void drawLabels (juce::Graphics& graphics, juce::Rectangle<float> strip, const PictureScope& scope,
                 const Theme& theme);

/** Faint upright lines over the picture at the labels. */
void drawLines (juce::Graphics& graphics, juce::Rectangle<float> picture, const PictureScope& scope,
                const Theme& theme);

/** How many device pixels a logical one has where this draws. */
float scaleOf (juce::Graphics& graphics);

} // namespace unbraid::editor::timeAxis
