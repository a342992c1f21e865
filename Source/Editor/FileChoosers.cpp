// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/FileChoosers.h"

namespace unbraid::editor
{

namespace
{
constexpr auto dictionaryEnding = ".safetensors";
constexpr int openOne = juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles;
} // namespace

FileChoosers::FileChoosers (plugin::PluginModel& modelToTell)
    : model (modelToTell)
{
}

bool FileChoosers::isDictionary (const juce::String& file)
{
    return file.endsWithIgnoreCase (dictionaryEnding);
}

bool FileChoosers::take (const juce::StringArray& files)
{
    juce::StringArray recordings;
    for (const auto& file : files)
        if (isDictionary (file))
            model.dictionaries().load (file);
        else
            recordings.add (file);
    if (! recordings.isEmpty())
        model.learning().addRecordings (recordings);
    return ! recordings.isEmpty();
}

void FileChoosers::loadDictionary()
{
    chooser = std::make_unique<juce::FileChooser> ("Load a dictionary", juce::File(),
                                                   juce::String ("*") + dictionaryEnding);
    chooser->launchAsync (openOne,
                          [this] (const juce::FileChooser& chosen)
                          {
                              if (const auto file = chosen.getResult(); file != juce::File())
                                  model.dictionaries().load (file.getFullPathName());
                          });
}

void FileChoosers::chooseRecordings()
{
    chooser = std::make_unique<juce::FileChooser> ("Recordings of one source alone", juce::File(),
                                                   "*.wav;*.flac;*.ogg;*.opus;*.mp3;*.aif;*.aiff;*.caf");
    chooser->launchAsync (openOne | juce::FileBrowserComponent::canSelectMultipleItems,
                          [this] (const juce::FileChooser& chosen)
                          {
                              juce::StringArray files;
                              for (const auto& file : chosen.getResults())
                                  files.add (file.getFullPathName());
                              if (! files.isEmpty())
                                  model.learning().addRecordings (files);
                          });
}

} // namespace unbraid::editor
