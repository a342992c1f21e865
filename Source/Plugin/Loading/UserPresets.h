// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/DictionaryStore.h"
#include "Plugin/Parameters.h"
#include "Plugin/Session/SourceColours.h"

namespace unbraid::plugin
{

/** The folder that `saveAmongUsers` writes to; it is made if it is not there.
    [message] error: no home is known, it cannot be written */
core::Result<std::filesystem::path> userPresetFolder();

/** Writes a dictionary with the mixer as it stands, and the colours, into the user's folder and gives it back under its
    new name.
    [message] error: no dictionary, a name that is none, a folder that cannot be written */
core::Result<LoadedDictionary> saveAmongUsers (const LoadedDictionary& loaded, const Parameters& parameters,
                                               const SourceColours& colours, const std::string& name);

/** True where a name is free for a voice: of no dictionary, or of a voice that was learned before and is replaced.
    [message] error: a name that is none or is taken */
core::Status checkVoiceName (const std::string& name);

/** Deletes the file of one of the user's dictionaries that knows a voice, for good.
    [message] error: it knows none, it lies elsewhere, its file holds another voice by now or cannot be removed */
core::Status deleteVoice (const LoadedDictionary& loaded);

/** A file of the user's that moved. */
struct RenamedPreset
{
    std::filesystem::path from, to;
};

/** Gives one of the user's dictionaries another name, and its model card with it.
    [message] error: it is none of the user's, a name that is none or is taken, a file that cannot be moved */
core::Result<RenamedPreset> renameAmongUsers (const std::string& name, const std::string& newName);

} // namespace unbraid::plugin
