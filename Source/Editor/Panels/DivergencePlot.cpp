// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/DivergencePlot.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/SpokenValue.h"

#include <array>

namespace unbraid::editor
{

namespace
{
/** A round number at or above. */
float roundedUp (float value)
{
    const float decade = std::pow (10.0f, std::floor (std::log10 (juce::jmax (1.0e-6f, value))));
    for (const float step : { 1.0f, 2.0f, 5.0f, 10.0f })
        if (value <= step * decade)
            return step * decade;
    return value;
}

juce::String shortText (float value)
{
    const bool isWhole = value >= 10.0f || value <= 0.0f;
    return isWhole ? juce::String (juce::roundToInt (value)) : juce::String (value, value >= 1.0f ? 1 : 2);
}
} // namespace

DivergencePlot::DivergencePlot()
{
    setComponentID ("learn_plot");
    setTitle ("Divergence over the iterations");
}

void DivergencePlot::show (const plugin::LearnStatus& status, int sourceColour)
{
    if (status.divergenceByIteration.size() == values.size() && sourceColour == colour)
        return;
    values = status.divergenceByIteration;
    heldOut = status.heldOutByIteration;
    numIterations = juce::jmax (status.numIterations, static_cast<int> (values.size()));
    colour = sourceColour;
    repaint();
}

void DivergencePlot::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.well);
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
    const auto area = getLocalBounds()
                          .toFloat()
                          .withTrimmedLeft (44.0f)
                          .withTrimmedTop (14.0f)
                          .withTrimmedRight (12.0f)
                          .withTrimmedBottom (26.0f);
    // The first iterations fall from far above: the axis begins at the third.
    const auto highest = [] (const std::vector<float>& points) {
        return points.size() > 2 ? points[2] : points.empty() ? 0.0f : points.front();
    };
    const float top = values.empty() ? 1.0f : roundedUp (juce::jmax (highest (values), highest (heldOut)));
    for (const float share : { 0.0f, 0.5f, 1.0f })
    {
        const float y = area.getBottom() - share * area.getHeight();
        graphics.setColour (theme.line);
        graphics.fillRect (area.getX(), std::round (y), area.getWidth(), 1.0f);
        graphics.setColour (theme.secondText);
        fonts::drawNumber (graphics, shortText (share * top), { 0.0f, y - 8.0f, area.getX() - 8.0f, 16.0f },
                           fonts::label());
    }
    const auto below = area.withTop (area.getBottom() + 6.0f).withHeight (16.0f);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "0", below, fonts::label());
    fonts::drawText (graphics,
                     numIterations > 0 ? juce::String (numIterations) + " iterations"
                                       : juce::String ("iterations"),
                     below, fonts::label(), juce::Justification::centredRight);
    if (values.size() < 2 || numIterations < 2)
        return;
    graphics.setColour (theme.source (colour));
    const juce::PathStrokeType stroke (2.0f, juce::PathStrokeType::curved);
    graphics.strokePath (curveOf (values, area, top), stroke);
    if (heldOut.size() < 2)
        return;
    constexpr std::array<float, 2> dash{ 5.0f, 4.0f };
    juce::Path dashed;
    juce::PathStrokeType (1.5f).createDashedStroke (dashed, curveOf (heldOut, area, top), dash.data(),
                                                    static_cast<int> (dash.size()));
    graphics.setColour (theme.text);
    graphics.fillPath (dashed);
}

juce::Path DivergencePlot::curveOf (const std::vector<float>& points, juce::Rectangle<float> area,
                                    float top) const
{
    juce::Path curve;
    for (size_t index = 0; index < points.size(); ++index)
    {
        const float x = area.getX() +
                        area.getWidth() * static_cast<float> (index) / static_cast<float> (numIterations - 1);
        const float y = area.getBottom() - area.getHeight() * juce::jmin (1.05f, points[index] / top);
        if (index == 0)
            curve.startNewSubPath (x, y);
        else
            curve.lineTo (x, y);
    }
    return curve;
}

std::unique_ptr<juce::AccessibilityHandler> DivergencePlot::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::image,
                        [this]
                        {
                            if (values.empty())
                                return juce::String ("no iteration yet");
                            const auto text = juce::String (values.back(), 3) + " after " +
                                              juce::String (static_cast<int> (values.size())) + " iterations";
                            return heldOut.empty()
                                       ? text
                                       : text + ", " + juce::String (heldOut.back(), 3) + " held out";
                        });
}

} // namespace unbraid::editor
