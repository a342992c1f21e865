// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/FrequencyLabels.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Picture/TimeAxis.h"

#include <cmath>

namespace unbraid::editor::frequencyLabels
{

namespace
{
constexpr double minLabelGap = 26.0;

juce::Colour lineColour (const Theme& theme)
{
    return theme.isDark ? juce::Colours::white.withAlpha (0.09f) : juce::Colours::black.withAlpha (0.1f);
}

} // namespace

void drawLabels (juce::Graphics& graphics, juce::Rectangle<float> area, const FrequencyAxis& axis,
                 const Theme& theme)
{
    constexpr float height = 16.0f;
    const juce::Rectangle<float> unit (area.getX() - width + 8.0f, area.getY() + 2.0f, 24.0f, height);
    bool hasRoom = true; // for the unit in the corner
    graphics.setColour (theme.secondText);
    for (const auto& label : axis.labels (area.getHeight(), minLabelGap))
    {
        const float y = area.getBottom() - area.getHeight() * static_cast<float> (axis.shareOf (label.hz));
        const float top = juce::jlimit (area.getY(), area.getBottom() - height + 2.0f, y - 0.5f * height);
        hasRoom = hasRoom && top > unit.getBottom() - 4.0f;
        fonts::drawText (graphics, label.text, { area.getX() - width, top, width - 8.0f, height },
                         fonts::label(), juce::Justification::centredRight);
    }
    graphics.setColour (theme.hintText);
    if (hasRoom)
        fonts::drawText (graphics, "Hz", unit, fonts::label());
}

void drawLines (juce::Graphics& graphics, juce::Rectangle<float> area, float right, const FrequencyAxis& axis,
                const Theme& theme)
{
    const float pixel = 1.0f / timeAxis::scaleOf (graphics);
    graphics.setColour (lineColour (theme));
    for (const auto& label : axis.labels (area.getHeight(), minLabelGap))
    {
        const float y = area.getBottom() - area.getHeight() * static_cast<float> (axis.shareOf (label.hz));
        graphics.fillRect (area.getX(), std::round (y / pixel) * pixel, right - area.getX(), 1.0f);
    }
}

} // namespace unbraid::editor::frequencyLabels
