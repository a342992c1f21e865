// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** The dialogs that ask for files, and what becomes of the files; at most one is open. */
class FileChoosers
{
public:
    /** [message] */
    explicit FileChoosers (plugin::PluginModel& model);

    /** Asks for a dictionary, which is loaded. [message] */
    void loadDictionary();

    /** Asks for recordings, which are listed to be learned from. [message] */
    void chooseRecordings();

    /** Loads the dictionaries of some files and lists the others to be learned from; true: there are others. [message] */
    bool take (const juce::StringArray& files);

    /** Whether a file's name is that of a dictionary. [any] */
    static bool isDictionary (const juce::String& file);

private:
    plugin::PluginModel& model;
    std::unique_ptr<juce::FileChooser> chooser;
};

} // namespace unbraid::editor
