// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/TreeCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Separate/TreeArguments.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryTree.h"

#include <filesystem>
#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

struct TreeOptions
{
    std::string dictionary;
    std::vector<std::string> branches; // SOURCE=DICTIONARY
    std::string out;
    bool isWhole = false;
};

/** A name as it is, a file as seen from the folder of the tree. */
std::string nameInTree (const std::string& nameOrFile, const fs::path& tree)
{
    const auto path = dictionaryPath (nameOrFile);
    const bool isFile = path.ok() && path.value() == fs::path (nameOrFile);
    if (! isFile)
        return nameOrFile;
    std::error_code ignored; // then it is as it was
    const auto seen = fs::relative (nameOrFile, fs::absolute (tree).parent_path(), ignored);
    const auto shown = seen.empty() ? fs::absolute (nameOrFile) : seen;
    return shown.has_parent_path() ? shown.generic_string() : "./" + shown.generic_string();
}

/** Each licence once. */
void addLicence (const std::string& licence, std::string& all)
{
    if (! licence.empty() && all.find (licence) == std::string::npos)
        all += (all.empty() ? "" : " AND ") + licence;
}

/** What was saved, in one line. */
void tell (const core::Dictionary& tree, const std::string& out)
{
    std::string names;
    for (const auto& leaf : core::leavesOf (tree))
        names += (names.empty() ? "" : ", ") + leaf.name;
    std::cout << oneLine (out) << ": " << names << "\n";
}

int saveTree (const TreeOptions& options)
{
    auto root = orFail (dictionaryArgument (options.dictionary));
    if (! root.branches.empty())
        return fail (core::Error{ "a tree has two levels, and '" + options.dictionary + "' is a tree itself",
                                  "DICTIONARY", options.dictionary, "a single dictionary" },
                     exitWrongUse);
    auto branches = orRefuse (branchesFrom (options.branches));
    files::TreeNames names{ nameInTree (options.dictionary, options.out), {} };
    std::vector<core::DictionaryBranch> made;
    std::string licence = root.licence;
    for (auto& branch : branches)
    {
        names.branches[branch.source] = nameInTree (branch.dictionaryName, options.out);
        addLicence (branch.dictionary.licence, licence);
        made.push_back (
            { branch.source, std::make_shared<const core::Dictionary> (std::move (branch.dictionary)) });
    }
    root.licence = licence;
    const auto tree = orRefuse (files::joined (std::move (root), std::move (made)));
    orFail (options.isWhole ? files::saveDictionary (options.out, tree)
                            : files::saveTree (options.out, names, licence));
    tell (tree, options.out);
    return exitDone;
}
} // namespace

void addTreeCommand (CommandLine& program)
{
    const auto options = std::make_shared<TreeOptions>();
    auto& command =
        program.command ("tree", "Save dictionaries that split each other's sources further as one");
    command.add ("DICTIONARY", options->dictionary, "Dictionary of all sources, by name or file")
        .required()
        .isDictionary();
    addThenOption (command, options->branches,
                   "Split this source further by another dictionary; may be repeated")
        .required();
    command.add ("--out FILE", options->out, "Dictionary file to write")
        .required()
        .isOutput (files::FileKind::dictionary);
    command.addFlag ("--whole", options->isWhole,
                     "Copy the dictionaries into the file, for another computer, in place of their names");
    command.example ("unbraid tree band --then drums=mykit --out band-mine.safetensors",
                     "a song whose drums come apart by one's own kit");
    command.example ("unbraid separate song.wav --dictionary band-mine.safetensors",
                     "and what it is used like");
    command.run ([options] (FileGuard&) { return saveTree (*options); });
}

} // namespace unbraid::cli
