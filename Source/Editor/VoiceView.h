// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/MessageBar.h"
#include "Editor/Panels/NumbersPanel.h"
#include "Editor/Panels/VoiceLearning.h"
#include "Editor/Widgets/ParameterButton.h"
#include "Editor/Widgets/ReductionDial.h"
#include "Editor/Widgets/ScaledLevel.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** *Voice*: one dial, the level before and after it, bypass, and what is removed. For calls, where nothing else is wanted.
    The dial is *Reduction*, beside it that of the room where the dictionary knows one; where no source is to be reduced, as in a
    band, it is the level of one source, chosen above it. */
class VoiceView : public juce::Component, public juce::TooltipClient
{
public:
    /** [message] */
    explicit VoiceView (plugin::PluginModel& model);

    void show (const plugin::DictionaryInfo& dictionary);
    void pollLevels();

    /** program  nothing: a plugin's host */
    void showNumbers (const plugin::EngineNumbers& numbers, const std::optional<ProgramNumbers>& program);
    [[nodiscard]] const juce::String& shownNumbers() const noexcept { return numbersText; }

    std::function<void()> onExpand, onBrowse, onMenu;

    /** Room for the choice of dictionaries and the menu. */
    [[nodiscard]] juce::Component& dictionaryButton() { return dictionary; }
    [[nodiscard]] juce::Component& menuButton() { return menu; }

    /** Gives the dial to a source, from 0, where there is nothing to reduce. [message] */
    void chooseSource (int index);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

    /** Of the numbers in the corner. */
    juce::String getTooltip() override;

private:
    void showDial();
    void showRoom();
    void placeDials (juce::Rectangle<int> area);
    void offerSources();
    [[nodiscard]] juce::Rectangle<int> nameArea() const { return nameAbove (reduction); }
    [[nodiscard]] static juce::Rectangle<int> nameAbove (const juce::Component& dial);
    void paintNames (juce::Graphics& graphics);

    plugin::PluginModel& model;
    plugin::DictionaryInfo playing;
    int chosen = 0; // source of the dial
    FlatButton dictionary, menu, expand;
    ReductionDial reduction;
    FlatButton sourceButton;             // instead of the name of *Reduction*
    std::unique_ptr<Dial> sourceLevel;   // null: the dial is *Reduction*
    size_t levelSource = 0;              // that it belongs to
    std::unique_ptr<ReductionDial> room; // null: the dictionary has no room that can be turned down
    size_t roomSource = 0;
    ScaledLevel before, after;
    ParameterButton bypass, removed;
    VoiceLearning voice;
    MessageBar message;
    juce::String numbersText, numbersHelp;
};

} // namespace unbraid::editor
