// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/NameEntry.h"
#include "Plugin/PluginModel.h"

namespace unbraid::editor
{

/** Which dictionary plays: the list of factory and user presets, previous and next, a file, and saving. */
class DictionaryBox : public juce::Component
{
public:
    /** [message] */
    explicit DictionaryBox (plugin::PluginModel& model);

    /** Reads the presets and shows the dictionary among them. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    void resized() override;

private:
    void addButton (juce::TextButton& button, const juce::String& id, const juce::String& title,
                    const juce::String& hint, std::function<void()> click);
    void fillList();
    void select (const plugin::DictionaryInfo& dictionary);
    void loadSelected();
    void step (int by);
    void chooseFile();
    void beginNaming();
    void endNaming();

    plugin::PluginModel& model;
    std::vector<plugin::PresetInfo> presets; // item n + 1 of the list is preset n
    juce::ComboBox list;
    juce::TextButton previous, next, loadFile, saveAs;
    NameEntry nameEntry;
    std::unique_ptr<juce::FileChooser> chooser;
};

} // namespace unbraid::editor
