// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/MixStrip.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float lowestShown = 0.001f;
} // namespace

MixStrip::MixStrip()
{
    setComponentID ("mix");
    level.setComponentID ("mix_level");
    level.setTitle ("Mix level");
    level.setTooltip ("Peak level of the output. Click to reset.");
    level.onClear = [this] { highest = 0.0f; };
    addAndMakeVisible (level);
}

void MixStrip::poll (plugin::Meters& meters)
{
    const auto [left, right] = meters.mix.takeSides();
    level.show (left, right);
    highest = juce::jmax (highest, left, right);
    const auto text = level.isOver() ? juce::String ("over")
                      : highest < lowestShown
                          ? juce::String ("peak -inf dB")
                          : "peak " + juce::String (juce::Decibels::gainToDecibels (highest), 1) + " dB";
    if (std::exchange (peakText, text) != text)
        repaint (getLocalBounds().withTrimmedLeft (level.getRight()));
}

void MixStrip::resized()
{
    level.setBounds (measures::margin, getHeight() >= tall ? 42 : 32, getWidth() <= 300 ? 112 : 160,
                     LevelMeter::height);
}

void MixStrip::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.panel);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromTop (measures::line));
    graphics.setColour (theme.text);
    const auto area = getLocalBounds().toFloat().reduced (static_cast<float> (measures::margin), 0.0f);
    fonts::drawText (graphics, "Mix", area.withTop (getHeight() >= tall ? 12.0f : 6.0f).withHeight (20.0f),
                     fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, fonts::withMinus (peakText),
                       level.getBounds().toFloat().withRight (area.getRight()), fonts::value());
}

} // namespace unbraid::editor
