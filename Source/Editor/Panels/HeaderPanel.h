// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/DictionaryBox.h"
#include "Editor/Panels/NumbersPanel.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The first row of the window: dictionary, undo, latency and load in a corner, Delta, Bypass, and a menu for the rest. */
class HeaderPanel : public juce::Component
{
public:
    static constexpr int height = 48;

    /** [message] */
    explicit HeaderPanel (plugin::PluginModel& model);

    /** undoName  what undo would bring back, redoName likewise; empty: nothing */
    void show (const plugin::DictionaryInfo& dictionary, const juce::String& undoName,
               const juce::String& redoName);

    /** program  nothing: a plugin's host; its latency has no room here */
    void poll (const plugin::EngineNumbers& numbers, std::optional<ProgramNumbers> program);

    std::function<void()> onUndo, onRedo;
    std::function<void()> onNumbers; // latency and load were clicked
    std::function<void()> onMenu;

    DictionaryBox dictionary;

    /** Anchors of the pop-ups of load and menu. */
    [[nodiscard]] juce::Component& loadBox() { return load; }
    [[nodiscard]] juce::Component& menuButton() { return menu; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    FlatButton undo, redo;
    ParameterButton delta, bypass;
    FlatButton menu;
    juce::String quietWords;

    /** Latency and load in words, which a click explains. */
    class Load : public juce::Button
    {
    public:
        explicit Load (HeaderPanel& ownerToShow);
        void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override;

    private:
        HeaderPanel& owner;
    };
    Load load;
};

} // namespace unbraid::editor
