// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/MessageBar.h"
#include "Editor/Widgets/ParameterButton.h"
#include "Editor/Widgets/ReductionDial.h"
#include "Editor/Widgets/ScaledLevel.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** *Voice*: one dial, the level before and after it, bypass, and what is removed. For calls, where nothing else is wanted. */
class VoiceView : public juce::Component
{
public:
    /** [message] */
    explicit VoiceView (plugin::PluginModel& model);

    void show (const plugin::DictionaryInfo& dictionary);
    void pollLevels();
    void showNumbers (const plugin::EngineNumbers& numbers);

    std::function<void()> onExpand, onBrowse, onMenu;

    /** Where the choice of dictionaries and the menu belong. */
    [[nodiscard]] juce::Component& dictionaryButton() { return dictionary; }
    [[nodiscard]] juce::Component& menuButton() { return menu; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    plugin::PluginModel& model;
    FlatButton dictionary, menu, expand;
    ReductionDial reduction;
    ScaledLevel before, after;
    ParameterButton bypass, removed;
    MessageBar message;
    juce::String numbersText;
};

} // namespace unbraid::editor
