// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** One dictionary in the browser's list; the list has mouse and keyboard. */
class PresetRow : public juce::Component
{
public:
    static constexpr int height = 52;
    static constexpr int sourcesLeft = -272, fromLeft = -168,
                         licenceLeft = -116; // of its columns, from the right edge

    /** [message] */
    PresetRow();

    /** state  "loaded" and the like, behind its name; empty: it does not play
        [message] */
    void show (const plugin::PresetInfo& preset, bool isSelected, const juce::String& state);

    void paint (juce::Graphics& graphics) override;

private:
    void paintName (juce::Graphics& graphics, juce::Rectangle<float> text);
    void paintChips (juce::Graphics& graphics, juce::Rectangle<float> text);

    plugin::PresetInfo shown;
    bool selected = false;
    juce::String stateWords;
};

/** "2 sources, 64 atoms, 32 ms window"; why it cannot be loaded, where it cannot. [any] */
juce::String factsOf (const plugin::PresetInfo& preset);

} // namespace unbraid::editor
