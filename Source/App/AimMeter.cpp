// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AimMeter.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Widgets/ShowingTimer.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
using editor::ShowingTimer;

constexpr float silenceDb = -100.0f;
constexpr float lowestDb = -60.0f;
constexpr float fallDb = 20.0f / static_cast<float> (ShowingTimer::ticksPerSecond);
constexpr int holdPolls = 3 * ShowingTimer::ticksPerSecond / 2;
constexpr float barTop = 24.0f, barHeight = 3.0f, barStep = 4.0f;
constexpr float zoneReach = 4.0f; // above and below the bars
} // namespace

AimMeter::AimMeter()
    : levels{ silenceDb, silenceDb }
    , held (silenceDb)
{
    setComponentID ("first_level");
    setTitle ("Level of the microphone");
    setTooltip ("Speak as you normally do: the loudest moments should reach the lighter zone.");
}

void AimMeter::show (float left, float right)
{
    const std::array<float, 2> peaks{ left, right };
    for (size_t side = 0; side < 2; ++side)
        levels[side] = juce::jmax (juce::Decibels::gainToDecibels (peaks[side], silenceDb),
                                   levels[side] - fallDb, silenceDb);
    const float highest = juce::jmax (levels[0], levels[1]);
    const bool isHigher = highest >= held;
    pollsHeld = isHigher ? 0 : pollsHeld + 1;
    if (isHigher || pollsHeld > holdPolls)
        held = juce::jmax (highest, held - fallDb);
    shownWords = words();
    repaint();
}

juce::String AimMeter::words() const
{
    if (held < lowestDb)
        return "nothing comes in";
    const auto* verdict = held < quietDb ? "too quiet: " : held > loudDb ? "too loud: " : "good: ";
    return verdict + fonts::withMinus (juce::String (juce::roundToInt (held))) + " dBFS";
}

float AimMeter::pixelAt (float db) const
{
    return std::round (static_cast<float> (getWidth()) * juce::jlimit (0.0f, 1.0f, 1.0f - db / lowestDb));
}

void AimMeter::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    const auto top = getLocalBounds().toFloat().withHeight (16.0f);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Level", top, fonts::label());
    graphics.setColour (theme.text);
    fonts::drawNumber (graphics, shownWords, top, fonts::label());
    const auto zone = juce::Rectangle<float>::leftTopRightBottom (
        pixelAt (quietDb), barTop - zoneReach, pixelAt (loudDb), barTop + barStep + barHeight + zoneReach);
    for (size_t side = 0; side < 2; ++side)
    {
        const float y = barTop + barStep * static_cast<float> (side);
        graphics.setColour (theme.meterBack);
        graphics.fillRect (0.0f, y, static_cast<float> (getWidth()), barHeight);
    }
    graphics.setColour (theme.control);
    graphics.fillRoundedRectangle (zone, 2.0f);
    graphics.setColour (theme.residual);
    for (size_t side = 0; side < 2; ++side)
        graphics.fillRect (0.0f, barTop + barStep * static_cast<float> (side), pixelAt (levels[side]),
                           barHeight);
    graphics.setColour (theme.text);
    if (const float tick = pixelAt (held); tick > 0.0f)
        graphics.fillRect (juce::jmin (tick, static_cast<float> (getWidth()) - 2.0f), barTop, 2.0f,
                           barStep + barHeight);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "aim here", zone.withY (zone.getBottom() + 2.0f).withHeight (16.0f),
                     fonts::label(), juce::Justification::centred);
}

std::unique_ptr<juce::AccessibilityHandler> AimMeter::createAccessibilityHandler()
{
    return editor::spokenValue (*this, juce::AccessibilityRole::progressBar, [this] { return words(); });
}

} // namespace unbraid::app
