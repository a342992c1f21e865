// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/LevelMeter.h"

#include "Editor/Palette.h"
#include "Editor/ShowingTimer.h"

namespace unbraid::editor
{

namespace
{
constexpr float silenceDb = -100.0f;
constexpr float fallDb = 20.0f / static_cast<float> (ShowingTimer::ticksPerSecond);
constexpr int holdPolls = 3 * ShowingTimer::ticksPerSecond / 2;
constexpr float tickWidth = 2.0f;
} // namespace

LevelMeter::LevelMeter (juce::Colour barColour, Scale levelScale)
    : colour (barColour)
    , scale (std::move (levelScale))
    , level (silenceDb)
    , held (silenceDb)
{
}

void LevelMeter::show (float peak)
{
    const float before = pixelAt (level);
    const float heldBefore = pixelAt (held);
    const float peakDb = juce::Decibels::gainToDecibels (peak, silenceDb);
    level = juce::jmax (peakDb, level - fallDb, silenceDb);
    const bool isHigher = level >= held;
    pollsHeld = isHigher ? 0 : pollsHeld + 1;
    if (isHigher || pollsHeld > holdPolls)
        held = juce::jmax (level, held - fallDb);
    if (! juce::approximatelyEqual (before, pixelAt (level)) ||
        ! juce::approximatelyEqual (heldBefore, pixelAt (held)))
        repaint();
}

void LevelMeter::paint (juce::Graphics& graphics)
{
    const auto area = getLocalBounds().toFloat();
    graphics.fillAll (palette::meterBack);
    graphics.setColour (colour);
    graphics.fillRect (area.withWidth (pixelAt (level)));
    graphics.setColour (palette::text);
    if (const float tick = pixelAt (held); tick > 0.0f)
        graphics.fillRect (juce::jmin (tick, area.getWidth() - tickWidth), 0.0f, tickWidth, area.getHeight());
}

float LevelMeter::pixelAt (float db) const
{
    return std::round (static_cast<float> (getWidth()) * scale (db));
}

} // namespace unbraid::editor
