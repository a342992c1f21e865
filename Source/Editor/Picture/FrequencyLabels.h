// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Editor/Picture/FrequencyAxis.h"

/** The frequencies at the left of the picture and the lines over it. All functions: [message] */
namespace unbraid::editor::frequencyLabels
{

constexpr int width = 44;

/** The labels, in the strip that ends at the left of the picture. */
void drawLabels (juce::Graphics& graphics, juce::Rectangle<float> picture, const FrequencyAxis& axis,
                 const Theme& theme);

/** Faint level lines over the picture and on to `right`. */
void drawLines (juce::Graphics& graphics, juce::Rectangle<float> picture, float right,
                const FrequencyAxis& axis, const Theme& theme);

} // namespace unbraid::editor::frequencyLabels
