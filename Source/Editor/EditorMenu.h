// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/WindowFit.h"
#include "Plugin/Model/PresetModel.h"
#include "Plugin/Model/ViewState.h"

namespace unbraid::editor
{

/** State that the window's menu shows, and the actions of its items. */
struct EditorMenu
{
    plugin::Look look = plugin::Look::mix;
    bool isLight = false;
    int scalePercent = 100;
    SizeLimits limits; // of the view that is shown
    Room room;

    std::function<void (plugin::Look)> setLook;
    std::function<void (bool)> setLight;
    std::function<void (int)> setScalePercent;
    std::function<void()> openNumbers; // none: not offered
    juce::String voice; // the dictionary that plays, where it knows a voice that can be deleted
    std::function<void()> deleteVoice;

    /** Sizes that do not fit the screen are not in it. The menu keeps copies of the functions. [message] */
    [[nodiscard]] juce::PopupMenu make() const;
};

/** The actions of a menu of dictionaries. */
struct DictionaryActions
{
    std::function<void (const juce::String&)> load;
    std::function<void()> loadFile;
    std::function<void()> deleteVoice;
};

/** All dictionaries in words, by what they take apart, with their names; then a file; and, where the one that plays knows a voice,
    the end of that. The menu keeps copies of the functions. [message] */
juce::PopupMenu dictionaryMenu (plugin::PresetModel& model, const DictionaryActions& actions);

} // namespace unbraid::editor
