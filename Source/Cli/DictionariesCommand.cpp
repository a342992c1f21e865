// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/DictionariesCommand.h"

#include "Cli/JsonOutput.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

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
    nlohmann::json list = nlohmann::json::array();
    for (const auto& item : listed)
        list.push_back ({ { "name", item.name }, { "sources", item.sources }, { "path", item.path } });
    std::cout << printable (nlohmann::json{ { "dictionaries", list } }) << "\n";
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
} // namespace

void addDictionariesCommand (CLI::App& app, Command& chosen)
{
    const auto json = std::make_shared<bool> (false);
    auto* command = app.add_subcommand ("dictionaries", "List the dictionaries that have a name");
    command->add_flag ("--json", *json, "As JSON");
    command->callback (
        [json, &chosen]
        {
            chosen = [json]
            {
                (*json ? printJson : printTable) (listDictionaries());
                return static_cast<int> (exitDone);
            };
        });
}

} // namespace unbraid::cli
