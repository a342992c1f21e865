// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

#include <array>
#include <span>

namespace unbraid::editor
{

/** Two bars as long as the levels of two channels, on the scale of the faders, with a tick at the highest level of the last
    moments. Above full scale the tick stays until it is clicked. */
class LevelMeter : public juce::Component, public juce::SettableTooltipClient
{
public:
    static constexpr int height = 7;

    /** [message] */
    LevelMeter();

    /** 1 to 8, 0: neutral. */
    void setColour (int sourceColour);

    /** Drawn as if nothing came in: the strip is muted. */
    void setQuiet (bool shouldBeQuiet);

    /** Takes the peaks since the last poll, full scale 1. Between polls the bars fall. [message] */
    void show (float left, float right);

    /** As before anything was shown: what is measured is another sound from now on. [message] */
    void forget();

    /** The louder bar, in dB. [message] */
    [[nodiscard]] float levelDb() const noexcept { return juce::jmax (levels[0], levels[1]); }

    /** The tick, in dB. [message] */
    [[nodiscard]] float peakDb() const noexcept { return held; }

    /** Whether full scale was passed since the last click. [message] */
    [[nodiscard]] bool isOver() const noexcept { return wasOver; }

    /** The highest level since the last click: "-3.0 dB", "over" above full scale. [message] */
    [[nodiscard]] juce::String peakText() const;

    /** Words on the peak at the right of an area, inverted where it is over. [message] */
    void drawPeak (juce::Graphics& graphics, const juce::String& words, juce::Rectangle<float> area,
                   const juce::Font& font) const;

    /** Called when it was clicked, after it forgot its peak. */
    std::function<void()> onClear;

    void paint (juce::Graphics& graphics) override;
    void mouseUp (const juce::MouseEvent& event) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    [[nodiscard]] float pixelAt (float db) const;

    int colour = 0;
    bool isQuiet = false;
    std::array<float, 2> levels;
    float held;
    float highest; // dB, since the last click
    bool wasOver = false;
    int pollsHeld = 0;
};

/** Levels in dB, each as a number centred over its position along the meters in this line; the outermost stay within it.
    [message] */
void drawDecibels (juce::Graphics& graphics, juce::Rectangle<float> line, std::span<const float> levelsDb);

} // namespace unbraid::editor
