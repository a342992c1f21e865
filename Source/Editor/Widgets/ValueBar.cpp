// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ValueBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float barHeight = 3.0f;
constexpr float barCentre = 43.0f;
constexpr int textTop = 15;
constexpr int textHeight = 20;
constexpr float tickTop = 50.0f;
constexpr float tickHeight = 3.0f;
constexpr double maxTicks = 16.0;
} // namespace

ValueBar::ValueBar (juce::RangedAudioParameter& parameterToShow, const juce::String& nameToShow,
                    const juce::String& purpose)
    : BarSlider (parameterToShow, purpose)
    , name (nameToShow)
{
    setTitle (name);
}

void ValueBar::rename (const juce::String& newName)
{
    name = newName;
    setTitle (name);
    repaint();
}

juce::Rectangle<int> ValueBar::textArea() const
{
    return getLocalBounds().withTop (textTop).withHeight (textHeight);
}

juce::Rectangle<float> ValueBar::barArea() const
{
    return getLocalBounds().toFloat().withTop (barCentre - 0.5f * barHeight).withHeight (barHeight);
}

float ValueBar::pixelOf (double value) const
{
    return static_cast<float> (shareOf (value)) * barArea().getWidth();
}

void ValueBar::paintTicks (juce::Graphics& graphics)
{
    graphics.setColour (themeOf (*this).edge);
    const auto tick = [&] (double value)
    {
        graphics.fillRect (juce::jmin (std::floor (pixelOf (value)), barArea().getRight() - 1.0f), tickTop,
                           1.0f, tickHeight);
    };
    const double numSteps = getInterval() > 0.0 ? (getMaximum() - getMinimum()) / getInterval() : 0.0;
    for (double value = getMinimum(); numSteps > 0.0 && numSteps <= maxTicks && value <= getMaximum();
         value += getInterval())
        tick (value);
    tick (defaultValue());
}

void ValueBar::paintBar (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto bar = barArea();
    const bool isBipolar = juce::approximatelyEqual (getMinimum(), -getMaximum());
    const float handleX = pixelOf (getValue());
    const float start = isBipolar ? pixelOf (0.0) : 0.0f;
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 0.5f * barHeight);
    graphics.setColour (theme.fill);
    graphics.fillRoundedRectangle (
        bar.withLeft (juce::jmin (start, handleX)).withRight (juce::jmax (start, handleX)), 0.5f * barHeight);
    constexpr juce::Point<float> handleSize (8.0f, 14.0f);
    const float x = juce::jlimit (0.5f * handleSize.x, bar.getRight() - 0.5f * handleSize.x, handleX);
    const auto handle =
        juce::Rectangle<float> (handleSize.x, handleSize.y).withCentre ({ x, bar.getCentreY() });
    graphics.setColour (isPointedAt() ? theme.controlHovered : theme.panel);
    graphics.fillRoundedRectangle (handle.expanded (1.5f, 0.0f), 3.0f);
    graphics.setColour (theme.text);
    graphics.fillRoundedRectangle (handle, 3.0f);
}

void ValueBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const juce::Graphics::ScopedSaveState state (graphics);
    if (! isEnabled())
        graphics.beginTransparencyLayer (measures::disabledAlpha);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, name, getLocalBounds().toFloat().withHeight (16.0f), fonts::label());
    if (! isTyping())
    {
        graphics.setColour (theme.text);
        fonts::drawNumberLeft (graphics, shownText(), textArea().toFloat(), fonts::value());
    }
    paintTicks (graphics);
    paintBar (graphics);
    if (! isEnabled())
        graphics.endTransparencyLayer();
}

} // namespace unbraid::editor
