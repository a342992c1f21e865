// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/LevelMeter.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** What goes out: its level, and the highest peak, which a click forgets. */
class MixStrip : public juce::Component
{
public:
    static constexpr int tall = 72;
    static constexpr int low = 56;

    /** [message] */
    MixStrip();

    /** Takes the peaks since the last poll. */
    void poll (plugin::Meters& meters);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    LevelMeter level;
    float highest = 0.0f; // full scale 1
    juce::String peakText;
};

} // namespace unbraid::editor
