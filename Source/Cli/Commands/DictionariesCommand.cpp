// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DictionariesCommand.h"

#include "Cli/Console/JsonOutput.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
/** A dictionary that can be asked for by name, and that loads. */
struct Listed
{
    std::string name;
    std::vector<std::string> sources;
    std::string path;
};

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
        Listed item{ oneLine (entry.name), {}, oneLine (entry.path.string()) };
        for (const auto& source : dictionary.value().sources)
            item.sources.push_back (source.name);
        listed.push_back (std::move (item));
    }
    return listed;
}

void printJson (const std::vector<Listed>& listed)
{
    Json list = Json::array();
    for (const auto& item : listed)
        list.push_back ({ { "name", item.name }, { "sources", item.sources }, { "path", item.path } });
    std::cout << printable (Json{ { "dictionaries", list } }) << "\n";
}

void printTable (const std::vector<Listed>& listed)
{
    size_t nameWidth = 0;
    size_t sourcesWidth = 0;
    for (const auto& item : listed)
    {
        nameWidth = std::max (nameWidth, item.name.size());
        sourcesWidth = std::max (sourcesWidth, joined (item.sources).size());
    }
    for (const auto& item : listed)
        std::cout << std::left << std::setw (static_cast<int> (nameWidth) + 2) << item.name
                  << std::setw (static_cast<int> (sourcesWidth) + 2) << joined (item.sources) << item.path
                  << "\n";
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
    command.example ("unbraid dictionaries", "names, sources and files");
    command.run ([json] (FileGuard&) { return list (*json); });
}

} // namespace unbraid::cli
