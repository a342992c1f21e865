// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ScaledLevel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

#include <array>

namespace unbraid::editor
{

namespace
{
constexpr float lowestShown = 0.001f; // full scale 1
constexpr int headHeight = 20, meterTop = 22;
constexpr float labelTop = 32.0f, labelHeight = 13.0f, labelWidth = 28.0f;
constexpr std::array<float, 6> marksDb{ -60.0f, -40.0f, -20.0f, -10.0f, 0.0f, 6.0f };
} // namespace

ScaledLevel::ScaledLevel (const juce::String& id, const juce::String& nameToShow, const juce::String& purpose)
    : name (nameToShow)
{
    level.setComponentID (id);
    level.setTitle (name + " level");
    level.setTooltip (purpose + " Click to reset.");
    level.onClear = [this]
    {
        highest = 0.0f;
        show (0.0f, 0.0f);
    };
    addAndMakeVisible (level);
}

void ScaledLevel::show (float left, float right)
{
    level.show (left, right);
    highest = juce::jmax (highest, left, right);
    const auto words = level.isOver() ? juce::String ("over")
                       : highest < lowestShown
                           ? juce::String ("peak -inf dB")
                           : "peak " + juce::String (juce::Decibels::gainToDecibels (highest), 1) + " dB";
    if (std::exchange (peakWords, words) != words)
        repaint (getLocalBounds().removeFromTop (headHeight));
}

void ScaledLevel::resized()
{
    level.setBounds (0, meterTop, getWidth(), LevelMeter::height);
}

void ScaledLevel::paintPeak (juce::Graphics& graphics, juce::Rectangle<float> area)
{
    const auto& theme = themeOf (*this);
    const auto words = fonts::withMinus (peakWords);
    if (level.isOver())
    {
        graphics.setColour (theme.on);
        graphics.fillRoundedRectangle (
            area.removeFromRight (fonts::numberWidth (words, fonts::value()) + 12.0f).reduced (0.0f, 1.0f),
            measures::chipCorner);
        area = getLocalBounds().toFloat().withHeight (headHeight).withTrimmedRight (6.0f);
    }
    graphics.setColour (level.isOver() ? theme.onText : theme.secondText);
    fonts::drawNumber (graphics, words, area, fonts::value());
}

void ScaledLevel::paintScale (juce::Graphics& graphics)
{
    const float right = static_cast<float> (getWidth());
    graphics.setColour (themeOf (*this).secondText);
    for (const float db : marksDb)
    {
        const float x = right * measures::shareOfDb (db);
        const bool isFirst = x < 0.5f * labelWidth;
        const float left = isFirst ? 0.0f : juce::jmin (right - labelWidth, x - 0.5f * labelWidth);
        fonts::drawText (graphics, fonts::withMinus (juce::String (juce::roundToInt (db))),
                         { left, labelTop, labelWidth, labelHeight }, fonts::label(),
                         isFirst ? juce::Justification::centredLeft : juce::Justification::centred);
    }
}

void ScaledLevel::paint (juce::Graphics& graphics)
{
    const auto head = getLocalBounds().toFloat().withHeight (headHeight);
    graphics.setColour (themeOf (*this).text);
    fonts::drawText (graphics, name, head, fonts::name());
    paintPeak (graphics, head);
    paintScale (graphics);
}

} // namespace unbraid::editor
