// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/SessionDictionary.h"

namespace unbraid::plugin
{

namespace
{
constexpr auto standIn = "speech";
} // namespace

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

LoadedDictionary inPlaceOf (const Session& session)
{
    auto found = dictionaries::load (standIn);
    auto loaded = found.ok() ? std::move (found).value() : LoadedDictionary{};
    loaded.standsFor = std::make_shared<const AbsentDictionary> (
        AbsentDictionary{ session.dictionaryName, session.dictionaryHash, session.isFactory, session.isVoice,
                          session.adapted });
    return loaded;
}

std::string absentText (core::Error missing, const LoadedDictionary& playing)
{
    missing.what += ", and " + (playing.shared == nullptr ? std::string ("nothing") : playing.name) +
                    " plays in its place";
    return missing.message();
}

void storeDictionary (const LoadedDictionary& loaded, std::vector<core::AdaptedAtoms> frozen,
                      Session& session)
{
    if (const auto& absent = loaded.standsFor)
    {
        session.dictionaryName = absent->name;
        session.dictionaryHash = absent->hash;
        session.isFactory = absent->isFactory;
        session.isVoice = absent->isVoice;
        session.adapted = absent->adapted;
        return;
    }
    session.dictionaryName = loaded.name;
    session.isFactory = loaded.isFactory;
    session.isChanged = loaded.isChanged;
    session.adapted = std::move (frozen);
    if (loaded.shared == nullptr)
        return;
    session.dictionaryHash = loaded.shared->hash;
    session.isVoice = core::knowsVoice (loaded.shared->content);
    if (! loaded.isFactory && ! session.isVoice)
        session.dictionary = loaded.shared->content;
}

} // namespace unbraid::plugin
