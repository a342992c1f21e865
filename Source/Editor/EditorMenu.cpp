// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorMenu.h"

#include "Editor/Panels/PresetKinds.h"

namespace unbraid::editor
{

juce::PopupMenu EditorMenu::make() const
{
    using plugin::Look;
    juce::PopupMenu menu;
    const auto addLook = [&] (const char* words, Look which)
    { menu.addItem (words, true, look == which, [call = setLook, which] { call (which); }); };
    addLook ("Voice: one dial", Look::voice);
    addLook ("Mix: picture and strips", Look::mix);
    addLook ("Lab: engine, atoms and numbers", Look::lab);
    menu.addSeparator();
    menu.addItem ("Light", true, isLight, [call = setLight, next = ! isLight] { call (next); });
    juce::PopupMenu sizes;
    for (const int percent : scalesPercent)
        if (fits (percent, limits.smallest, room))
            sizes.addItem (juce::String (percent) + " %", true, percent == scalePercent,
                           [call = setScalePercent, percent] { call (percent); });
    menu.addSubMenu ("Size", sizes);
    if (openNumbers != nullptr)
        menu.addItem ("Numbers", openNumbers);
    return menu;
}

juce::PopupMenu dictionaryMenu (plugin::PresetModel& model,
                                const std::function<void (const juce::String&)>& load,
                                const std::function<void()>& loadFile)
{
    juce::PopupMenu menu;
    const auto current = model.playing();
    bool isFirstForComparison = true;
    for (const auto& preset : inOrder (model.presets()))
    {
        if (isForComparison (preset) && std::exchange (isFirstForComparison, false))
            menu.addSectionHeader ("For comparison");
        menu.addItem (preset.name, true, preset.name == current.name,
                      [load, name = preset.name] { load (name); });
    }
    menu.addSeparator();
    menu.addItem ("Load file...", loadFile);
    return menu;
}

} // namespace unbraid::editor
