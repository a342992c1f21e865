// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/DictionaryBox.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int stepWidth = 32;
constexpr int actionWidth = 88;
} // namespace

DictionaryBox::DictionaryBox (plugin::PluginModel& modelToLoad)
    : model (modelToLoad)
    , previous ("<")
    , next (">")
    , loadFile ("Load file...")
    , saveAs ("Save as...")
    , nameEntry (
          [this] (const juce::String& name)
          {
              endNaming();
              model.savePreset (name);
          },
          [this] { endNaming(); })
{
    list.setComponentID ("presets");
    list.setTitle ("Dictionary");
    list.setTooltip (
        "Which sources are known. Loading applies the preset's mixer; what plays goes on until then.");
    list.setTextWhenNothingSelected ("No dictionary");
    list.setTextWhenNoChoicesAvailable ("No presets found");
    list.onChange = [this] { loadSelected(); };
    addAndMakeVisible (list);
    addButton (previous, "previous", "Previous dictionary", "Loads the preset before this one.",
               [this] { step (-1); });
    addButton (next, "next", "Next dictionary", "Loads the preset after this one.", [this] { step (1); });
    addButton (loadFile, "load_file", "Load dictionary file",
               "Loads a dictionary from a file of your choice.", [this] { chooseFile(); });
    addButton (
        saveAs, "save_as", "Save preset as",
        "Saves the dictionary, with all it has learned and the mixer as it stands, among your presets.",
        [this] { beginNaming(); });
    addChildComponent (nameEntry);
}

void DictionaryBox::addButton (juce::TextButton& button, const juce::String& id, const juce::String& title,
                               const juce::String& hint, std::function<void()> click)
{
    button.setComponentID (id);
    button.setTitle (title);
    button.setTooltip (hint);
    button.setMouseClickGrabsKeyboardFocus (false);
    button.onClick = std::move (click);
    addAndMakeVisible (button);
}

void DictionaryBox::show (const plugin::DictionaryInfo& dictionary)
{
    presets = model.presets();
    fillList();
    select (dictionary);
    previous.setEnabled (! presets.empty());
    next.setEnabled (! presets.empty());
    saveAs.setEnabled (dictionary.name.isNotEmpty());
}

void DictionaryBox::fillList()
{
    list.clear (juce::dontSendNotification);
    for (const bool isFactory : { true, false })
    {
        bool isFirst = true;
        for (size_t index = 0; index < presets.size(); ++index)
        {
            if (presets[index].isFactory != isFactory)
                continue;
            if (std::exchange (isFirst, false))
                list.addSectionHeading (isFactory ? "Factory" : "User");
            list.addItem (presets[index].name, static_cast<int> (index) + 1);
        }
    }
}

void DictionaryBox::select (const plugin::DictionaryInfo& dictionary)
{
    const auto found =
        std::find_if (presets.begin(), presets.end(),
                      [&dictionary] (const auto& preset)
                      { return preset.name == dictionary.name && preset.isFactory == dictionary.isFactory; });
    if (found != presets.end())
        list.setSelectedId (static_cast<int> (found - presets.begin()) + 1, juce::dontSendNotification);
    else
        list.setText (dictionary.name, juce::dontSendNotification);
}

void DictionaryBox::loadSelected()
{
    if (const int id = list.getSelectedId(); id > 0)
        model.load (presets[static_cast<size_t> (id - 1)].name);
}

void DictionaryBox::step (int by)
{
    const int count = list.getNumItems();
    const int current = list.getSelectedItemIndex(); // -1: none of the list
    const int from = current >= 0 ? current : by > 0 ? -1 : 0;
    list.setSelectedItemIndex ((from + by + count) % count, juce::sendNotificationSync);
}

void DictionaryBox::chooseFile()
{
    chooser = std::make_unique<juce::FileChooser> ("Load a dictionary", juce::File(), "*.safetensors");
    chooser->launchAsync (juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles,
                          [this] (const juce::FileChooser& chosen)
                          {
                              if (const auto file = chosen.getResult(); file != juce::File())
                                  model.load (file.getFullPathName());
                          });
}

void DictionaryBox::beginNaming()
{
    juce::StringArray taken;
    for (const auto& preset : presets)
        if (! preset.isFactory)
            taken.add (preset.name);
    nameEntry.setVisible (true);
    for (auto* child : std::initializer_list<juce::Component*>{ &list, &previous, &next, &loadFile, &saveAs })
        child->setVisible (false);
    nameEntry.begin (model.dictionary().name, taken);
}

void DictionaryBox::endNaming()
{
    nameEntry.setVisible (false);
    for (auto* child : std::initializer_list<juce::Component*>{ &list, &previous, &next, &loadFile, &saveAs })
        child->setVisible (true);
}

void DictionaryBox::resized()
{
    auto area = getLocalBounds();
    nameEntry.setBounds (area);
    constexpr int gap = palette::unit / 2;
    saveAs.setBounds (area.removeFromRight (actionWidth));
    area.removeFromRight (palette::unit);
    loadFile.setBounds (area.removeFromRight (actionWidth));
    area.removeFromRight (palette::unit);
    previous.setBounds (area.removeFromLeft (stepWidth));
    next.setBounds (area.removeFromRight (stepWidth));
    list.setBounds (area.reduced (gap, 0));
}

} // namespace unbraid::editor
