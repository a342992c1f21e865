// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

class CommandLine;
class Option;

/** SOURCE=DICTIONARY of `--then`, the dictionary loaded. */
struct NamedBranch
{
    std::string source;
    std::string dictionaryName; // as the command line calls it; of a saved tree as its source
    core::Dictionary dictionary;
};

/** Adds `--then`. */
Option& addThenOption (CommandLine& command, std::vector<std::string>& branches, const std::string& help);

/** Loads them.
    texts  SOURCE=DICTIONARY
    [worker] errors: not of that form, a source twice, as `dictionaryArgument` */
core::Result<std::vector<NamedBranch>> branchesFrom (const std::vector<std::string>& texts);

/** The same and, for the sources that they leave, the branches of a saved tree, which are taken out of it. */
core::Result<std::vector<NamedBranch>> branchesFrom (const std::vector<std::string>& texts,
                                                     core::Dictionary& tree);

} // namespace unbraid::cli
