// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/ParameterSegments.h"
#include "Editor/Widgets/ParameterToggle.h"
#include "Editor/Widgets/ValueBar.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** How the sound is taken apart: all that is set once and then left alone, in groups. It lives in a pop-up. */
class EnginePanel : public juce::Component
{
public:
    static constexpr int width = 752;
    static constexpr int height = 388;

    /** [message] */
    explicit EnginePanel (plugin::Parameters& parameters);

    /** Greys what the dictionary has no use for. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    juce::StringArray reasons; // why something of a row is grey; empty: nothing is
    ValueBar updates, sparsity, smoothing, strength, adaptationTime, quieterPauses, split, noteThreshold;
    ParameterSegments dynamics, latency, guide;
    ParameterToggle adaptation, freeze, stereoLink, spatialFilter, midiOut;
};

/** The same in one line: "5 updates · sparsity 0 · smoothing 0 ms · adapting · balanced". */
juce::String engineSummary (const plugin::Parameters& parameters, const plugin::DictionaryInfo& dictionary,
                            const plugin::EngineNumbers& numbers);

} // namespace unbraid::editor
