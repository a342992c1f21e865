// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/DictionaryPanel.h"
#include "Editor/EditorLook.h"
#include "Editor/EnginePanel.h"
#include "Editor/HeaderPanel.h"
#include "Editor/LearnPanel.h"
#include "Editor/MessageLine.h"
#include "Editor/MixPanel.h"
#include "Editor/ShowingTimer.h"
#include "Editor/SourceList.h"

namespace unbraid::editor
{

/** The plugin's window: header, engine and learning at the left, sources at the right, the mix and a message
    below. It knows the plugin as a PluginModel and nothing else. Dictionary, presets and messages are read
    when the model says that something changed; levels and learning are asked
    for while the window can be seen. */
class PluginEditor : public juce::AudioProcessorEditor, private juce::ChangeListener
{
public:
    /** The model must outlive the editor. [message] */
    PluginEditor (juce::AudioProcessor& processor, plugin::PluginModel& model);
    ~PluginEditor() override;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void poll();

    plugin::PluginModel& model;
    EditorLook look;
    HeaderPanel header;
    EnginePanel engine;
    LearnPanel learn;
    DictionaryPanel dictionary;
    SourceList sources;
    MixPanel mix;
    MessageLine message;
    juce::TooltipWindow tooltips;
    ShowingTimer timer;
};

/** Makes the editor: a plugin::EditorFactory. The caller owns it. [message] */
juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model);

} // namespace unbraid::editor
