// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

#include <array>

namespace unbraid::app
{

/** The level of a microphone from -60 to 0 dBFS, the zone to aim at, and in words what to do. */
class AimMeter : public juce::Component, public juce::SettableTooltipClient
{
public:
    static constexpr float quietDb = -24.0f, loudDb = -9.0f; // the ends of the zone
    static constexpr int height = 56;

    /** [message] */
    AimMeter();

    /** Takes the peaks since the last poll, full scale 1. [message] */
    void show (float left, float right);

    /** Of the highest level of the last moments: "good: -14 dBFS". [message] */
    [[nodiscard]] juce::String words() const;

    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    [[nodiscard]] float pixelAt (float db) const;

    std::array<float, 2> levels;
    float held;
    int pollsHeld = 0;
    juce::String shownWords;
};

} // namespace unbraid::app
