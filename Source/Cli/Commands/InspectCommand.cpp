// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/InspectCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/JsonOutput.h"
#include "Cli/Pictures/AtomPicture.h"
#include "Cli/Pictures/DictionaryText.h"
#include "Files/DictionaryFile.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
struct Options
{
    std::string dictionary;
    std::string plot; // empty: no picture
    bool json = false;
};

int inspect (const Options& options)
{
    const auto path = dictionaryPath (options.dictionary);
    if (! path.ok())
        return fail (path.error());
    const auto dictionary = files::loadDictionary (path.value());
    if (! dictionary.ok())
        return fail (dictionary.error());
    if (! options.plot.empty())
        if (auto drawn = drawAtoms (dictionary.value(), path.value().stem().string(), options.plot);
            ! drawn.ok())
            return fail (drawn.error());
    if (! options.json)
    {
        std::cout << oneLine (path.value().string()) << "\n" << asText (dictionary.value());
        return exitDone;
    }
    Json json = asJson (dictionary.value());
    json["name"] = path.value().stem().string();
    json["path"] = path.value().string();
    std::cout << printable (json) << "\n";
    return exitDone;
}
} // namespace

void addInspectCommand (CommandLine& program)
{
    const auto options = std::make_shared<Options>();
    auto& command = program.command ("inspect", "Show what is in a dictionary");
    command.add ("DICTIONARY", options->dictionary, "Dictionary, by name or file").required().isDictionary();
    command.add ("--plot FILE.png", options->plot, "Draw the atoms to this file")
        .isOutput (files::FileKind::picture);
    command.addFlag ("--json", options->json, "As JSON");
    command.example ("unbraid inspect speech", "its sources, rates, modes and licence");
    command.run ([options] (FileGuard&) { return inspect (*options); });
}

} // namespace unbraid::cli
