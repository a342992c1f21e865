// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/Dial.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/Reduction.h"

namespace unbraid::editor
{

namespace
{
constexpr float halfTurn = 0.75f * juce::MathConstants<float>::pi; // from the top to either end
constexpr float thickness = 8.0f;
constexpr float roomForScale = 28.0f,
                roomForTicks = 14.0f; // of small dials, whose labels stand in the corners
constexpr float tickBegin = 8.0f, tickEnd = 12.0f, labelAt = 22.0f; // outside the arc
constexpr float handleRadius = 9.0f;
constexpr float smallRadius = 48.0f; // below it not all labels have room
} // namespace

juce::Rectangle<int> Dial::textArea() const
{
    return getLocalBounds().withSizeKeepingCentre (100, 32);
}

float Dial::radius() const
{
    const float half = 0.5f * static_cast<float> (juce::jmin (getWidth(), getHeight()));
    return half - (isSmall() ? roomForTicks : roomForScale);
}

bool Dial::isSmall() const
{
    return 0.5f * static_cast<float> (juce::jmin (getWidth(), getHeight())) - roomForScale < smallRadius;
}

/** On a small dial only the ends and what changes nothing. */
bool Dial::hasLabel (double value) const
{
    const double share = shareOf (value);
    return ! isSmall() || share <= 0.0 || share >= 1.0 || juce::roundToInt (value) == 0;
}

float Dial::angleOf (double value) const
{
    return halfTurn * static_cast<float> (2.0 * shareOf (value) - 1.0);
}

juce::Point<float> Dial::pointAt (double value, float distance) const
{
    return getLocalBounds().toFloat().getCentre().getPointOnCircumference (distance, angleOf (value));
}

void Dial::paintArc (juce::Graphics& graphics, float fromAngle, float toAngle, juce::Colour colour)
{
    const auto centre = getLocalBounds().toFloat().getCentre();
    juce::Path arc;
    arc.addCentredArc (centre.x, centre.y, radius(), radius(), 0.0f, fromAngle, toAngle, true);
    graphics.setColour (colour);
    graphics.strokePath (
        arc, juce::PathStrokeType (thickness, juce::PathStrokeType::curved, juce::PathStrokeType::rounded));
}

void Dial::paintMark (juce::Graphics& graphics, double value)
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.edge);
    graphics.drawLine ({ pointAt (value, radius() + tickBegin), pointAt (value, radius() + tickEnd) }, 1.0f);
    if (! hasLabel (value))
        return;
    graphics.setColour (theme.secondText);
    const auto label = juce::Rectangle<float> (32.0f, 14.0f).withCentre (pointAt (value, radius() + labelAt));
    fonts::drawText (graphics, reductionMarkText (static_cast<float> (value)), label, fonts::label(),
                     juce::Justification::centred);
}

/** The marks of *Reduction*, and the upper end where levels go beyond it. */
void Dial::paintScale (juce::Graphics& graphics)
{
    for (const float db : reductionMarksDb)
        paintMark (graphics, static_cast<double> (db));
    if (const double last = valueAt (1.0); last > static_cast<double> (reductionMarksDb.back()))
        paintMark (graphics, last);
}

void Dial::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const juce::Graphics::ScopedSaveState state (graphics);
    if (! isEnabled())
        graphics.beginTransparencyLayer (measures::disabledAlpha);
    paintScale (graphics);
    paintArc (graphics, -halfTurn, halfTurn, theme.track);
    paintArc (graphics, -halfTurn, angleOf (getValue()), theme.fill);
    const auto handle = juce::Rectangle<float> (2.0f * handleRadius, 2.0f * handleRadius)
                            .withCentre (pointAt (getValue(), radius()));
    graphics.setColour (isPointedAt() ? theme.controlHovered : theme.window);
    graphics.fillEllipse (handle.expanded (2.0f));
    graphics.setColour (theme.text);
    graphics.fillEllipse (handle);
    if (! isTyping())
        fonts::drawText (graphics, shownText(), textArea().toFloat(),
                         isSmall() ? fonts::name() : fonts::title(), juce::Justification::centred);
    if (! isEnabled())
        graphics.endTransparencyLayer();
}

} // namespace unbraid::editor
