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
constexpr int headHeight = 20, meterTop = 22;
constexpr float labelTop = 32.0f, labelHeight = 13.0f;
constexpr std::array<float, 6> marksDb{ -60.0f, -40.0f, -20.0f, -10.0f, 0.0f, 6.0f };
} // namespace

ScaledLevel::ScaledLevel (const juce::String& id, const juce::String& nameToShow, const juce::String& purpose)
    : name (nameToShow)
{
    level.setComponentID (id);
    level.setTitle (name + " level");
    level.setTooltip (purpose + " Click to reset.");
    level.onClear = [this] { show (0.0f, 0.0f); };
    addAndMakeVisible (level);
}

void ScaledLevel::show (float left, float right)
{
    level.show (left, right);
    const auto words = peakText();
    if (std::exchange (shownPeak, words) != words)
        repaint (getLocalBounds().removeFromTop (headHeight));
}

juce::String ScaledLevel::peakText() const
{
    return level.isOver() ? level.peakText() : "peak " + level.peakText();
}

void ScaledLevel::resized()
{
    level.setBounds (0, meterTop, getWidth(), LevelMeter::height);
}

void ScaledLevel::paint (juce::Graphics& graphics)
{
    const auto head = getLocalBounds().toFloat().withHeight (headHeight);
    graphics.setColour (themeOf (*this).text);
    fonts::drawText (graphics, name, head, fonts::name());
    level.drawPeak (graphics, peakText(), head, fonts::value());
    graphics.setColour (themeOf (*this).secondText);
    drawDecibels (graphics, getLocalBounds().toFloat().withTop (labelTop).withHeight (labelHeight), marksDb);
}

} // namespace unbraid::editor
