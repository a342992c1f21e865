// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorMenu.h"

#include "Editor/Panels/PresetKinds.h"

#include <utility>

namespace unbraid::editor
{

namespace
{
/** It asks: the item that deletes is one further. */
void addDeletion (juce::PopupMenu& menu, const juce::String& voice, const std::function<void()>& deleteIt)
{
    juce::PopupMenu sure;
    sure.addItem ("Delete " + voice + " for good", deleteIt);
    menu.addSubMenu ("Delete my voice", sure);
}

/** In words, with the name at the right; by name where it has no words. */
juce::PopupMenu::Item itemOf (const plugin::PresetInfo& preset, bool isPlaying,
                              const std::function<void (const juce::String&)>& load)
{
    juce::PopupMenu::Item item (preset.purpose.isEmpty() ? preset.name : preset.purpose);
    if (preset.purpose.isNotEmpty())
        item.shortcutKeyDescription = preset.name;
    item.isTicked = isPlaying;
    item.action = [load, name = preset.name] { load (name); };
    return item;
}
} // namespace

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
    if (voice.isNotEmpty())
        addDeletion (menu, voice, deleteVoice);
    return menu;
}

juce::PopupMenu dictionaryMenu (plugin::PresetModel& model, const DictionaryActions& actions)
{
    const auto playing = model.playing();
    const auto presets = model.presets();
    juce::PopupMenu menu, comparison;
    const auto add = [&] (juce::PopupMenu& to, const char* heading, auto holds)
    {
        bool isFirst = true;
        for (const auto& preset : presets)
        {
            if (! holds (preset))
                continue;
            if (std::exchange (isFirst, false) && heading != nullptr)
                to.addSectionHeader (heading);
            to.addItem (itemOf (preset, preset.name == playing.name, actions.load));
        }
    };
    const auto isUnread = [] (const plugin::PresetInfo& preset) {
        return preset.isFactory && ! isForComparison (preset) &&
               (! preset.isRead || preset.error.isNotEmpty());
    };
    add (menu, nullptr, isUnread);
    for (const auto& kind : presetKinds())
        if (kind.needsFile)
            add (menu, kind.name,
                 [&] (const plugin::PresetInfo& preset) { return preset.isFactory && kind.holds (preset); });
    add (menu, "Yours", [] (const plugin::PresetInfo& preset) { return ! preset.isFactory; });
    add (comparison, nullptr, isForComparison);
    menu.addSeparator();
    if (comparison.getNumItems() > 0)
        menu.addSubMenu ("For comparison", comparison);
    menu.addItem ("Load file...", actions.loadFile);
    if (playing.knowsVoice)
        addDeletion (menu, playing.name, actions.deleteVoice);
    return menu;
}

} // namespace unbraid::editor
