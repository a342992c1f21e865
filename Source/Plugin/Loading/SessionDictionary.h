// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/DictionaryStore.h"
#include "Plugin/Session/Session.h"

namespace unbraid::plugin
{

/** The dictionary of a session: its own, the factory one of that name, or the user's that knows a voice.
    [any but audio] error: it is not installed, the voice is not on this computer */
core::Result<LoadedDictionary> dictionaryOf (const Session& session);

/** What plays where the dictionary of a session is not on this computer: `speech`, or nothing, and the sessions that are saved
    while it plays name the absent one.
    [any but audio] */
LoadedDictionary inPlaceOf (const Session& session);

/** Says what is missing, and what plays instead. [any but audio] */
std::string absentText (core::Error missing, const LoadedDictionary& playing);

/** Writes a dictionary into a session, or the absent one that it stands for.
    frozen  what was frozen of it; empty: nothing
    [any but audio] */
void storeDictionary (const LoadedDictionary& loaded, std::vector<core::AdaptedAtoms> frozen,
                      Session& session);

} // namespace unbraid::plugin
