// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/DictionaryBox.h"
#include "Editor/Panel.h"
#include "Editor/ParameterButton.h"
#include "Editor/ParameterChoice.h"
#include "Plugin/PluginModel.h"

namespace unbraid::editor
{

/** The top of the window: the dictionary and what it is, latency, delta and bypass. */
class HeaderPanel : public Panel
{
public:
    static constexpr int height = 88;

    /** [message] */
    explicit HeaderPanel (plugin::PluginModel& model);

    /** Reads what the model stands at. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    void resized() override;

private:
    void prepareLabel (juce::Label& label, const juce::String& id, juce::Colour colour);

    plugin::PluginModel& model;
    juce::Label title, summary, latencyName, latencyText;
    DictionaryBox dictionaryBox;
    ParameterChoice latency;
    ParameterButton delta, bypass;
};

} // namespace unbraid::editor
