// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/DictionaryStore.h"
#include "Plugin/PluginModel.h"

namespace unbraid::plugin
{

/** A dictionary as the editor shows it.
    sourceNames  of the engine: a residual may have been added
    [message] */
DictionaryInfo describe (const LoadedDictionary& loaded, const std::vector<std::string>& sourceNames);

/** What was learned, under the name that its user sees: that of the dictionary it was learned into, marked as changed,
    or that of its source. [message] */
LoadedDictionary asLearned (const LoadedDictionary& before, core::Dictionary learned,
                            const LearnOptions& options);

/** Writes a dictionary with the mixer as it stands into the user's folder and gives it back under its new name.
    [message] error: no dictionary, a name that is none, a folder that cannot be written */
core::Result<LoadedDictionary> saveAmongUsers (const LoadedDictionary& loaded, const Parameters& parameters,
                                               const std::string& name);

} // namespace unbraid::plugin
