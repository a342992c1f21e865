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

} // namespace unbraid::plugin
