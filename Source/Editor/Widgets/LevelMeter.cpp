// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/LevelMeter.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/ShowingTimer.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::editor
{

namespace
{
constexpr float silenceDb = -100.0f;
constexpr float lowestSaid = -60.0f; // dB, in words
constexpr float fallDb = 20.0f / static_cast<float> (ShowingTimer::ticksPerSecond);
constexpr int holdPolls = 3 * ShowingTimer::ticksPerSecond / 2;
constexpr float tickWidth = 2.0f;
constexpr float barHeight = 3.0f;
constexpr float barStep = 4.0f;
} // namespace

LevelMeter::LevelMeter()
    : levels{ silenceDb, silenceDb }
    , held (silenceDb)
    , highest (silenceDb)
{
}

void LevelMeter::setColour (int sourceColour)
{
    colour = sourceColour;
    repaint();
}

void LevelMeter::setQuiet (bool shouldBeQuiet)
{
    if (std::exchange (isQuiet, shouldBeQuiet) != shouldBeQuiet)
        repaint();
}

void LevelMeter::show (float left, float right)
{
    const auto before = std::array{ pixelAt (levels[0]), pixelAt (levels[1]), pixelAt (held) };
    const std::array<float, 2> peaks{ left, right };
    for (size_t side = 0; side < 2; ++side)
        levels[side] = juce::jmax (juce::Decibels::gainToDecibels (peaks[side], silenceDb),
                                   levels[side] - fallDb, silenceDb);
    wasOver = wasOver || juce::jmax (left, right) > 1.0f;
    highest = juce::jmax (highest, levelDb());
    const bool isHigher = levelDb() >= held;
    pollsHeld = isHigher ? 0 : pollsHeld + 1;
    if (isHigher || (pollsHeld > holdPolls && ! wasOver))
        held = juce::jmax (levelDb(), held - fallDb);
    if (before != std::array{ pixelAt (levels[0]), pixelAt (levels[1]), pixelAt (held) })
        repaint();
}

void LevelMeter::forget()
{
    levels = { silenceDb, silenceDb };
    held = highest = silenceDb;
    wasOver = false;
    pollsHeld = 0;
    repaint();
}

float LevelMeter::pixelAt (float db) const
{
    return std::round (static_cast<float> (getWidth()) * measures::shareOfDb (db));
}

void LevelMeter::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const float width = static_cast<float> (getWidth());
    for (size_t side = 0; side < 2; ++side)
    {
        const float top = barStep * static_cast<float> (side);
        graphics.setColour (theme.meterBack);
        graphics.fillRect (0.0f, top, width, barHeight);
        graphics.setColour (theme.source (colour));
        if (! isQuiet)
            graphics.fillRect (0.0f, top, pixelAt (levels[side]), barHeight);
    }
    graphics.setColour (theme.text);
    if (const float tick = pixelAt (held); tick > 0.0f && ! isQuiet)
        graphics.fillRect (juce::jmin (tick, width - tickWidth), 0.0f, tickWidth, barStep + barHeight);
}

juce::String LevelMeter::peakText() const
{
    if (wasOver)
        return "over";
    return (highest <= lowestSaid ? juce::String ("-inf") : juce::String (highest, 1)) + " dB";
}

void LevelMeter::drawPeak (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                           const juce::Font& font) const
{
    const auto& theme = themeOf (*this);
    const auto words = fonts::withMinus (text);
    graphics.setColour (theme.secondText);
    if (wasOver)
    {
        constexpr float padding = 6.0f;
        const auto chip = area.removeFromRight (fonts::numberWidth (words, font) + 2.0f * padding);
        graphics.setColour (theme.on);
        graphics.fillRoundedRectangle (chip.reduced (0.0f, 1.0f), measures::chipCorner);
        area = chip.withTrimmedRight (padding);
        graphics.setColour (theme.onText);
    }
    fonts::drawNumber (graphics, words, area, font);
}

void LevelMeter::mouseUp (const juce::MouseEvent& event)
{
    if (! event.mouseWasClicked())
        return;
    held = highest = levelDb();
    wasOver = false;
    repaint();
    if (onClear != nullptr)
        onClear();
}

std::unique_ptr<juce::AccessibilityHandler> LevelMeter::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::progressBar,
                        [this]
                        {
                            return isQuiet || levelDb() <= lowestSaid ? juce::String ("silent")
                                                                      : juce::String (levelDb(), 1) + " dB";
                        });
}

void drawDecibels (juce::Graphics& graphics, juce::Rectangle<float> line, std::span<const float> levelsDb)
{
    constexpr float width = 28.0f;
    for (const float db : levelsDb)
    {
        const float x = line.getX() + line.getWidth() * measures::shareOfDb (db);
        const bool isFirst = x < line.getX() + 0.5f * width;
        const float left = isFirst ? line.getX() : juce::jmin (line.getRight() - width, x - 0.5f * width);
        fonts::drawText (graphics, fonts::withMinus (juce::String (juce::roundToInt (db))),
                         line.withX (left).withWidth (width), fonts::label(),
                         isFirst ? juce::Justification::centredLeft : juce::Justification::centred);
    }
}

} // namespace unbraid::editor
