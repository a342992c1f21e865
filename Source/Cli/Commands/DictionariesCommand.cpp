// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DictionariesCommand.h"

#include "Cli/Console/JsonOutput.h"
#include "Core/Support/FactoryGroups.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/ModelCard.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

/** What people look for, in the order of the list. */
enum class Group
{
    voices,
    music, // songs and instruments
    drums,
    own, // not of the factory
    comparison
};

struct NamedGroup
{
    Group group;
    const char* key; // for programs
    const char* title;
};

constexpr std::array groupsInOrder{
    NamedGroup{ Group::voices, "voices", "Voices" },
    NamedGroup{ Group::music, "music", "Songs and instruments" },
    NamedGroup{ Group::drums, "drums", "Drums" }, NamedGroup{ Group::own, "own", "Your own" },
    NamedGroup{ Group::comparison, "comparison",
                "For comparison: these gain little, or others do as much or more" }
};

/** A dictionary that can be asked for by name, and that loads. */
struct Listed
{
    std::string name;
    std::string purpose; // in a few words; empty: no card says it
    std::vector<std::string> sources;
    std::string path;
    Group group = Group::own;
};

/** The folders that come with the program. */
bool isOfFactory (const fs::path& file)
{
    std::error_code ignored;
    const auto folder = fs::weakly_canonical (file.parent_path(), ignored);
    const auto factory = files::factoryDictionaryPath();
    return std::any_of (factory.begin(), factory.end(),
                        [&] (const fs::path& each)
                        { return fs::weakly_canonical (each, ignored) == folder; });
}

Group groupOf (const Listed& item)
{
    const auto hasAny = [&item] (std::initializer_list<const char*> names)
    {
        return std::any_of (
            names.begin(), names.end(),
            [&item] (const char* name)
            { return std::find (item.sources.begin(), item.sources.end(), name) != item.sources.end(); });
    };
    if (! isOfFactory (item.path))
        return Group::own;
    if (core::isForComparison (item.name))
        return Group::comparison;
    return hasAny ({ "speech", "me" })    ? Group::voices
           : hasAny ({ "kick", "snare" }) ? Group::drums
                                          : Group::music;
}

/** The purpose on the model card beside the file. */
std::string purposeOf (fs::path file)
{
    std::ifstream card (file.replace_extension (".md"), std::ios::binary);
    std::ostringstream text;
    text << card.rdbuf();
    return oneLine (files::purposeFrom (text.str()));
}

/** All that load; an error for each that does not is a line on standard error. */
std::vector<Listed> listDictionaries()
{
    std::vector<Listed> listed;
    for (const auto& entry : files::listDictionaries (files::dictionarySearchPath()))
    {
        const auto dictionary = files::loadDictionary (entry.path);
        if (! dictionary.ok())
        {
            fail (dictionary.error());
            continue;
        }
        Listed item{ oneLine (entry.name), purposeOf (entry.path), {}, oneLine (entry.path.string()) };
        for (const auto& source : core::leavesOf (dictionary.value()))
            item.sources.push_back (source.name);
        item.group = groupOf (item);
        listed.push_back (std::move (item));
    }
    return listed;
}

void printJson (const std::vector<Listed>& listed)
{
    Json list = Json::array();
    for (const auto& item : listed)
        list.push_back ({ { "name", item.name },
                          { "purpose", item.purpose },
                          { "group", groupsInOrder[static_cast<size_t> (item.group)].key },
                          { "sources", item.sources },
                          { "path", item.path } });
    std::cout << printable (Json{ { "dictionaries", list } }) << "\n";
}

void printTable (const std::vector<Listed>& listed)
{
    size_t nameWidth = 0;
    for (const auto& item : listed)
        nameWidth = std::max (nameWidth, item.name.size());
    const auto indent = static_cast<int> (nameWidth) + 4;
    bool isFirst = true;
    for (const auto& group : groupsInOrder)
    {
        bool isTitled = false;
        for (const auto& item : listed)
        {
            if (item.group != group.group)
                continue;
            if (! std::exchange (isTitled, true))
                std::cout << (std::exchange (isFirst, false) ? "" : "\n") << group.title << "\n";
            const bool hasPurpose = ! item.purpose.empty();
            std::cout << std::left << std::setw (indent) << "  " + item.name;
            if (hasPurpose)
                std::cout << item.purpose << "\n" << std::setw (indent) << "";
            std::cout << joined (item.sources) << "  " << item.path << "\n";
        }
    }
}

/** The folders that were looked into. */
std::string searched()
{
    std::vector<std::string> folders;
    for (const auto& folder : files::dictionarySearchPath())
        folders.push_back (folder.string());
    return joined (folders);
}

int list (bool asJson)
{
    const auto listed = listDictionaries();
    (asJson ? printJson : printTable) (listed);
    if (listed.empty())
        warn ("no dictionary was found; UNBRAID_DICTIONARIES may name a folder of them (searched: " +
              searched() + ")");
    return exitDone;
}
} // namespace

void addDictionariesCommand (CommandLine& program)
{
    const auto json = std::make_shared<bool> (false);
    auto& command = program.command ("dictionaries", "List the dictionaries that can be used by name");
    command.addFlag ("--json", *json, "As JSON");
    command.example ("unbraid dictionaries", "what each is for, its sources and its file");
    command.run ([json] (FileGuard&) { return list (*json); });
}

} // namespace unbraid::cli
