// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ReductionBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr int headHeight = 20;
constexpr int valueWidth = 80;
constexpr float barHeight = 4.0f, barCentre = 29.0f;
constexpr float tickTop = 37.0f, tickHeight = 3.0f;
constexpr float labelTop = 41.0f, labelHeight = 14.0f, labelWidth = 32.0f;
} // namespace

ReductionBar::ReductionBar (juce::RangedAudioParameter& parameterToShow)
    : BarSlider (parameterToShow, reductionPurpose)
    , name ("Reduction")
{
    setTitle (name);
}

void ReductionBar::show (const plugin::DictionaryInfo& dictionary)
{
    name = reductionName (dictionary);
    setTitle (name);
    setEnabled (canReduce (dictionary));
    setReturnValue (dictionary.reductionDb);
    repaint();
}

juce::Rectangle<int> ReductionBar::textArea() const
{
    return getLocalBounds().withHeight (headHeight).removeFromRight (valueWidth);
}

float ReductionBar::pixelOf (double value) const
{
    return static_cast<float> (shareOf (value)) * static_cast<float> (getWidth());
}

void ReductionBar::paintBar (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto bar = getLocalBounds().toFloat().withTop (barCentre - 0.5f * barHeight).withHeight (barHeight);
    const float at = pixelOf (getValue());
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 0.5f * barHeight);
    graphics.setColour (theme.fill);
    graphics.fillRoundedRectangle (bar.withWidth (at), 0.5f * barHeight);
    constexpr float handleWidth = 12.0f, handleHeight = 18.0f;
    const float x = juce::jlimit (0.5f * handleWidth, bar.getRight() - 0.5f * handleWidth, at);
    const auto handle =
        juce::Rectangle<float> (handleWidth, handleHeight).withCentre ({ x, bar.getCentreY() });
    graphics.setColour (isPointedAt() ? theme.controlHovered : theme.panel);
    graphics.fillRoundedRectangle (handle.expanded (2.0f, 0.0f), 4.0f);
    graphics.setColour (theme.text);
    graphics.fillRoundedRectangle (handle, 4.0f);
}

void ReductionBar::paintScale (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const float right = static_cast<float> (getWidth());
    for (const float db : reductionMarksDb)
    {
        const float x = juce::jmin (std::floor (pixelOf (static_cast<double> (db))), right - 1.0f);
        graphics.setColour (theme.edge);
        graphics.fillRect (x, tickTop, 1.0f, tickHeight);
        const float left = juce::jlimit (0.0f, right - labelWidth, x - 0.5f * labelWidth);
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, reductionMarkText (db), { left, labelTop, labelWidth, labelHeight },
                         fonts::label(),
                         left <= 0.0f                 ? juce::Justification::centredLeft
                         : left >= right - labelWidth ? juce::Justification::centredRight
                                                      : juce::Justification::centred);
    }
}

void ReductionBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const juce::Graphics::ScopedSaveState state (graphics);
    if (! isEnabled())
        graphics.beginTransparencyLayer (measures::disabledAlpha);
    auto head = getLocalBounds().toFloat().withHeight (headHeight);
    graphics.setColour (theme.text);
    if (! isTyping())
        fonts::drawNumber (graphics, shownText(), head.removeFromRight (valueWidth), fonts::heading());
    fonts::drawText (graphics, name, head, fonts::value());
    paintScale (graphics);
    paintBar (graphics);
    if (! isEnabled())
        graphics.endTransparencyLayer();
}

} // namespace unbraid::editor
