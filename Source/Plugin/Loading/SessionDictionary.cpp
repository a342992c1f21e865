// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/SessionDictionary.h"

namespace unbraid::plugin
{

core::Result<LoadedDictionary> dictionaryOf (const Session& session)
{
    if (session.dictionaryName.empty())
        return LoadedDictionary{};
    if (session.isVoice)
        return dictionaries::loadVoice (session.dictionaryName);
    if (! session.dictionary)
        return dictionaries::loadFactory (session.dictionaryName, session.dictionaryHash);
    auto loaded = dictionaries::share (*session.dictionary, session.dictionaryName);
    loaded.isChanged = session.isChanged;
    return loaded;
}

} // namespace unbraid::plugin
