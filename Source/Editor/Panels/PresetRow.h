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

    /** Starts of its columns, from the right edge; `from` is 0 where there is no room for it. */
    struct Columns
    {
        int sources, from, licence;
    };
    [[nodiscard]] static Columns columnsFor (int width);

    /** Area of the dictionary's purpose in a row of that width. */
    [[nodiscard]] static juce::Rectangle<float> purposeArea (int width);

    /** [message] */
    PresetRow();

    /** state  "loaded" and the like, behind its name; empty: it does not play
        [message] */
    void show (const plugin::PresetInfo& preset, bool isSelected, const juce::String& state);

    void paint (juce::Graphics& graphics) override;

private:
    void paintName (juce::Graphics& graphics, juce::Rectangle<float> line);
    void paintChips (juce::Graphics& graphics, juce::Rectangle<float> line);

    plugin::PresetInfo shown;
    bool selected = false;
    juce::String stateWords;
};

/** Its purpose; "..." before its file was read, and why it cannot be loaded, where it cannot. [any] */
juce::String purposeOf (const plugin::PresetInfo& preset);

/** "2 sources, 64 atoms, 32 ms window". [any] */
juce::String factsOf (const plugin::PresetInfo& preset);

} // namespace unbraid::editor
