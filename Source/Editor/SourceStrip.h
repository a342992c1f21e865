// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/LevelMeter.h"
#include "Editor/ParameterButton.h"
#include "Editor/ParameterSlider.h"
#include "Plugin/PluginModel.h"

namespace unbraid::editor
{

/** One source's place in Mix: what it is, how loud, and its gain, pan, mute, solo and gate. */
class SourceStrip : public juce::Component
{
public:
    static constexpr int height = 56;

    /** index  of the strip, from 0
        [message] */
    SourceStrip (plugin::StripParameters& parameters, int index);

    /** numMore  sources beyond this one that share the strip
        [message] */
    void show (const plugin::SourceInfo& source, int numMore);

    /** Takes the peak since the last call. [message] */
    void poll (plugin::PeakMeter& meter) { level.show (meter.take()); }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void entitle (const juce::String& source);

    juce::Colour colour;
    juce::Label name;
    juce::Label role;
    ParameterSlider gain, pan;
    ParameterButton mute, solo, gate;
    LevelMeter level; // on the scale of the gain beneath it
};

} // namespace unbraid::editor
