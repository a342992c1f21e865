// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** Facts about a dictionary, the one that plays or one of the browser's, and what can be done with its file: load, save
    under a name, rename, show. */
class AboutPanel : public juce::Component
{
public:
    /** [message] */
    explicit AboutPanel (plugin::PresetModel& model);

    /** Shows the dictionary that plays. */
    void showPlaying (const plugin::DictionaryInfo& dictionary);

    /** Shows one of the browser's; an empty name: none is chosen. */
    void showPreset (const plugin::PresetInfo& preset, const plugin::DictionaryInfo& playing);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    enum class Naming
    {
        nothing,
        saving,
        renaming
    };
    void show (const juce::String& heading, const juce::String& about, juce::StringPairArray facts,
               const juce::String& uses = {});
    void beginNaming (Naming what);
    void endNaming (bool isWanted);
    void nameChanged();

    plugin::PresetModel& model;
    juce::String heading, uses, about;
    juce::StringPairArray facts;
    juce::String presetName, playingName;
    juce::File file;
    bool isPreset = false;
    Naming naming = Naming::nothing;
    FlatButton trial, load, saveAs, rename, reveal, confirm, cancel;
    juce::TextEditor name;
};

} // namespace unbraid::editor
