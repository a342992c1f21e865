// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/LevelMeter.h"

namespace unbraid::editor
{

/** A level with its name, a scale in dB, and its highest peak, which stands out where it went over full scale; a click
    forgets it. */
class ScaledLevel : public juce::Component
{
public:
    static constexpr int height = 46;

    /** id  of the meter
        [message] */
    ScaledLevel (const juce::String& id, const juce::String& name, const juce::String& purpose);

    /** Takes the peaks since the last poll, full scale 1. [message] */
    void show (float left, float right);

    /** "peak -3.0 dB", "over". [message] */
    [[nodiscard]] juce::String peakText() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    juce::String name;
    LevelMeter level;
    juce::String shownPeak;
};

} // namespace unbraid::editor
