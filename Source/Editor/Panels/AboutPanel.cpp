// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/AboutPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/OtherScripts.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
constexpr int longestName = 64;
constexpr float headHeight = 36.0f;
constexpr float factName = 88.0f;
constexpr float factGap = 6.0f;

juce::String listOf (const juce::StringArray& sources)
{
    juce::StringArray names;
    for (const auto& source : sources)
        names.add (shownName (source));
    return names.joinIntoString (", ");
}
} // namespace

AboutPanel::AboutPanel (plugin::PresetModel& modelToAsk)
    : model (modelToAsk)
    , trial ("Try")
    , load ("Load", FlatButton::Style::primary)
    , saveAs ("Save as...")
    , rename ("Rename...")
    , reveal ("Reveal file")
    , confirm ("Save", FlatButton::Style::primary)
    , cancel ("Cancel", FlatButton::Style::outline)
{
    trial.introduce ("try_chosen", "Try dictionary",
                     "Plays through this dictionary until you press this again, keep it, or go back.");
    load.introduce (
        "load_chosen", "Load dictionary",
        "Loads this dictionary and applies its mixer settings. The current one plays until then.");
    saveAs.introduce (
        "save_as", "Save as",
        "Saves the current dictionary, with what it has learned and the mixer settings, among your own.");
    rename.introduce ("rename", "Rename", "Renames the dictionary. Factory dictionaries cannot be renamed.");
    reveal.introduce ("reveal", "Reveal file", "Shows the dictionary's file in its folder.");
    confirm.introduce ("save", "Save under this name", "Saves under this name.");
    cancel.introduce ("cancel_save", "Do not save", "Closes without saving.");
    load.onClick = [this] { model.load (presetName); };
    trial.onClick = [this]
    {
        if (model.trial() == presetName)
            model.endTrial();
        else
            model.tryOut (presetName);
    };
    saveAs.onClick = [this] { beginNaming (Naming::saving); };
    rename.onClick = [this] { beginNaming (Naming::renaming); };
    reveal.onClick = [this] { file.revealToUser(); };
    confirm.onClick = [this] { endNaming (true); };
    cancel.onClick = [this] { endNaming (false); };
    name.setComponentID ("preset_name");
    name.setTitle ("Name of the dictionary");
    name.setTooltip ("The name of the dictionary in the list.");
    name.setFont (fonts::body());
    name.setInputRestrictions (longestName);
    name.setSelectAllWhenFocused (true);
    name.setIndents (8, 0);
    name.setJustification (juce::Justification::centredLeft);
    name.onTextChange = [this] { nameChanged(); };
    name.onReturnKey = [this] { endNaming (true); };
    name.onEscapeKey = [this] { endNaming (false); };
    for (auto* child : std::initializer_list<juce::Component*>{ &trial, &load, &saveAs, &rename, &reveal,
                                                                &confirm, &cancel, &name })
        addChildComponent (child);
}

void AboutPanel::showPlaying (const plugin::DictionaryInfo& dictionary)
{
    juce::StringPairArray rows (false);
    juce::StringArray sources;
    for (const auto& source : dictionary.sources)
        sources.add (source.name);
    rows.set ("Sources", listOf (sources));
    rows.set ("Trained on", dictionary.trainedOn);
    rows.set ("Divergence", dictionary.divergence);
    rows.set ("Geometry", dictionary.geometry);
    rows.set ("Latency", dictionary.modes.joinIntoString (", "));
    rows.set ("Licence", dictionary.licence);
    rows.set ("Made by", dictionary.command.substring (0, 160));
    isPreset = false;
    presetName = playingName = dictionary.name;
    file = dictionary.file;
    show ("About " + (dictionary.name.isEmpty() ? juce::String ("the dictionary") : dictionary.name),
          dictionary.isChanged ? "Changed and not saved yet." : juce::String(), rows);
    saveAs.setEnabled (dictionary.name.isNotEmpty());
}

void AboutPanel::showPreset (const plugin::PresetInfo& preset, const plugin::DictionaryInfo& playing)
{
    juce::StringPairArray rows (false);
    isPreset = true;
    presetName = preset.name;
    playingName = playing.name;
    file = preset.file;
    const bool isKnown = preset.isRead && preset.error.isEmpty();
    if (isKnown)
    {
        rows.set ("Sources", listOf (preset.sources));
        rows.set ("Licence", preset.licence);
    }
    if (preset.name.isNotEmpty())
        rows.set ("From", preset.isFactory ? "Factory" : "User");
    if (isKnown)
    {
        rows.set ("Size", countOf (preset.numAtoms, "atom") + dot() +
                              juce::String (juce::roundToInt (preset.windowMs)) + " ms window");
    }
    show (preset.name.isEmpty() ? juce::String ("No dictionary chosen") : preset.name,
          preset.error.isNotEmpty() ? preset.error : preset.about, rows, preset.uses);
    const bool canPlay = preset.name.isNotEmpty() && preset.error.isEmpty();
    const bool isTried = canPlay && model.trial() == preset.name;
    trial.setButtonText (isTried ? "Stop trying" : "Try");
    trial.setEnabled (canPlay && (isTried || preset.name != playing.name));
    load.setButtonText (isTried ? "Keep" : "Load");
    load.setEnabled (canPlay);
    rename.setEnabled (preset.name.isNotEmpty() && ! preset.isFactory);
    saveAs.setEnabled (playing.name.isNotEmpty() && model.trial().isEmpty());
}

void AboutPanel::show (const juce::String& newHeading, const juce::String& newAbout,
                       juce::StringPairArray newFacts, const juce::String& newUses)
{
    heading = newHeading;
    uses = newUses;
    about = newAbout;
    facts = std::move (newFacts);
    const bool isNaming = naming != Naming::nothing;
    for (auto* button : { &trial, &load })
        button->setVisible (isPreset && ! isNaming);
    rename.setVisible (isPreset && ! isNaming);
    saveAs.setVisible (! isNaming);
    reveal.setVisible (! isNaming);
    reveal.setEnabled (file.existsAsFile());
    for (auto* part : std::initializer_list<juce::Component*>{ &confirm, &cancel, &name })
        part->setVisible (isNaming);
    resized();
    repaint();
}

void AboutPanel::beginNaming (Naming what)
{
    naming = what;
    show (heading, about, facts, uses);
    name.setText (what == Naming::saving ? playingName : presetName, false);
    nameChanged();
    name.grabKeyboardFocus();
}

void AboutPanel::nameChanged()
{
    fonts::fitToText (name, fonts::body());
    const auto wanted = name.getText().trim();
    bool isTaken = false;
    for (const auto& preset : model.presets())
        isTaken = isTaken || (! preset.isFactory && preset.name == wanted);
    const bool isRenaming = naming == Naming::renaming;
    confirm.setEnabled (wanted.isNotEmpty() && ! (isRenaming && isTaken));
    confirm.setButtonText (isRenaming ? "Rename" : isTaken ? "Replace" : "Save");
}

void AboutPanel::endNaming (bool isWanted)
{
    const auto wanted = name.getText().trim();
    if (isWanted && ! confirm.isEnabled())
        return;
    const auto what = std::exchange (naming, Naming::nothing);
    show (heading, about, facts, uses);
    if (isWanted && what == Naming::saving)
        model.savePreset (wanted);
    else if (isWanted && what == Naming::renaming)
        model.renamePreset (presetName, wanted);
}

void AboutPanel::resized()
{
    auto area = getLocalBounds().reduced (measures::margin);
    const auto row = [&area]
    {
        const auto placed = area.removeFromBottom (measures::control);
        area.removeFromBottom (measures::unit);
        return placed;
    };
    const auto halves = [] (juce::Rectangle<int> bounds, juce::Component& left, juce::Component& right)
    {
        left.setBounds (bounds.removeFromLeft ((bounds.getWidth() - measures::unit) / 2));
        bounds.removeFromLeft (measures::unit);
        right.setBounds (bounds);
    };
    auto last = row();
    halves (last, confirm, cancel);
    halves (last, isPreset ? rename : saveAs, reveal);
    name.setBounds (row());
    if (! isPreset)
        return;
    saveAs.setBounds (name.getBounds());
    halves (row(), trial, load);
}

void AboutPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    auto area = getLocalBounds().toFloat().reduced (static_cast<float> (measures::margin), 0.0f);
    area.setBottom (static_cast<float> (
                        juce::jmin (saveAs.getY(), reveal.getY(), isPreset ? load.getY() : reveal.getY())) -
                    8.0f);
    graphics.reduceClipRegion (area.toNearestInt());
    graphics.setColour (theme.text);
    fonts::drawText (graphics, heading, area.removeFromTop (headHeight), fonts::name());
    const auto paragraph = [&] (const juce::String& words, juce::Colour colour)
    {
        if (words.isEmpty())
            return;
        fonts::drawParagraph (graphics, words, area, fonts::body(), colour);
        area.removeFromTop (fonts::paragraphHeight (words, area.getWidth(), fonts::body()) + 12.0f);
    };
    paragraph (about, theme.text);
    for (const auto& use : juce::StringArray::fromLines (uses))
        paragraph (use, theme.secondText);
    for (const auto& fact : facts.getAllKeys())
    {
        const auto words = facts[fact].isEmpty() ? juce::String::fromUTF8 ("\xe2\x80\x93") : facts[fact];
        const float height = fonts::paragraphHeight (words, area.getWidth() - factName, fonts::body());
        if (height > area.getHeight()) // a fact stands there whole or not at all
            return;
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, fact, area.withHeight (16.0f), fonts::body(),
                         juce::Justification::topLeft);
        fonts::drawParagraph (graphics, words, area.withTrimmedLeft (factName), fonts::body(), theme.text);
        area.removeFromTop (juce::jmax (16.0f, height) + factGap);
    }
}

} // namespace unbraid::editor
