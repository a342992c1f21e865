// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/NameEntry.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int buttonWidth = 80;
constexpr int longestName = 64;
} // namespace

NameEntry::NameEntry (std::function<void (const juce::String&)> onSave, std::function<void()> onCancel)
    : save (std::move (onSave))
    , leave (std::move (onCancel))
    , confirm ("Save")
    , cancel ("Cancel")
{
    prepareName();
    confirm.setComponentID ("save");
    confirm.setTitle ("Save preset");
    confirm.setTooltip ("Saves the dictionary and the mixer as it stands among your presets.");
    confirm.onClick = [this] { accept(); };
    cancel.setComponentID ("cancel_save");
    cancel.setTitle ("Do not save");
    cancel.setTooltip ("Leaves without saving.");
    cancel.onClick = leave;
    for (auto* child : std::initializer_list<juce::Component*>{ &name, &confirm, &cancel })
        addAndMakeVisible (child);
}

void NameEntry::prepareName()
{
    name.setComponentID ("preset_name");
    name.setTitle ("Name of the preset");
    name.setTooltip ("Under which name the preset will be in the list.");
    name.setFont (name.getFont().withHeight (palette::bodyType));
    name.setInputRestrictions (longestName);
    name.setSelectAllWhenFocused (true);
    name.setIndents (palette::unit, 0);
    name.setJustification (juce::Justification::centredLeft);
    name.onTextChange = [this] { update(); };
    name.onReturnKey = [this] { accept(); };
    name.onEscapeKey = leave;
}

void NameEntry::begin (const juce::String& start, const juce::StringArray& taken)
{
    takenNames = taken;
    name.setText (start, false);
    update();
    name.grabKeyboardFocus();
}

void NameEntry::update()
{
    confirm.setEnabled (name.getText().trim().isNotEmpty());
    confirm.setButtonText (takenNames.contains (name.getText().trim()) ? "Replace" : "Save");
}

void NameEntry::accept()
{
    if (const auto chosen = name.getText().trim(); chosen.isNotEmpty())
        save (chosen);
}

void NameEntry::resized()
{
    auto area = getLocalBounds();
    cancel.setBounds (area.removeFromRight (buttonWidth));
    area.removeFromRight (palette::unit);
    confirm.setBounds (area.removeFromRight (buttonWidth));
    name.setBounds (area.withTrimmedRight (palette::unit));
}

} // namespace unbraid::editor
