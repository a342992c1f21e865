// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** A bar as long as the level, with a tick at the highest level of the last moments. */
class LevelMeter : public juce::Component, public juce::SettableTooltipClient
{
public:
    /** Share of the width, 0 to 1, for a level in dB. */
    using Scale = std::function<float (float)>;

    /** [message] */
    LevelMeter (juce::Colour colour, Scale scale);

    /** Takes the peak since the last poll, full scale 1. Between polls the bar falls. [message] */
    void show (float peak);

    /** What is shown, in dB. [message] */
    [[nodiscard]] float levelDb() const noexcept { return level; }

    void paint (juce::Graphics& graphics) override;

private:
    [[nodiscard]] float pixelAt (float db) const;

    juce::Colour colour;
    Scale scale;
    float level;
    float held;
    int pollsHeld = 0;
};

} // namespace unbraid::editor
