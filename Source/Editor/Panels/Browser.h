// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** All dictionaries: a list that can be searched and narrowed, and what is known of the chosen one. */
class Browser : public juce::Component, private juce::ListBoxModel
{
public:
    static constexpr int filterWidth = 176;

    /** [message] */
    explicit Browser (plugin::PresetModel& model);
    ~Browser() override;

    void show (const plugin::DictionaryInfo& dictionary);

    /** Leaves room above the list, for a message. */
    void setRoomForMessage (int height);

    /** Area of the list, and the room above it. */
    [[nodiscard]] juce::Rectangle<int> messageArea() const;

    /** Puts the keyboard into the search field. */
    void search();

    std::function<void()> onLoadFile, onBack;
    std::function<void (const plugin::PresetInfo&)> onChosen; // a row was chosen, not loaded

    /** The chosen row's; a name that is empty without one. */
    [[nodiscard]] plugin::PresetInfo chosen() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    void lookAndFeelChanged() override { field.applyColourToAllText (themeOf (*this).text); }
    bool keyPressed (const juce::KeyPress& key) override;

private:
    class Filter;
    int getNumRows() override { return static_cast<int> (rows.size()); }
    void paintListBoxItem (int, juce::Graphics&, int, int, bool) override {}
    juce::Component* refreshComponentForRow (int row, bool isSelected, juce::Component* existing) override;
    juce::String getNameForRow (int row) override;
    void selectedRowsChanged (int row) override;
    void listBoxItemDoubleClicked (int row, const juce::MouseEvent&) override;
    void returnKeyPressed (int row) override;
    void countKinds();
    void narrow();
    void load (int row);
    void leave();

    plugin::PresetModel& model;
    plugin::DictionaryInfo playing;
    std::vector<plugin::PresetInfo> all, rows;
    juce::OwnedArray<Filter> filters;
    int filter = 0;
    int messageRoom = 0;
    juce::TextEditor field;
    FlatButton back, loadFile, openFolder;
    juce::ListBox list;
};

} // namespace unbraid::editor
