// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/TreeArguments.h"

#include "Cli/Console/Assignment.h"
#include "Cli/Console/CommandLine.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/DictionaryArgument.h"

#include <algorithm>
#include <utility>

namespace unbraid::cli
{

namespace
{
bool splits (const std::vector<NamedBranch>& branches, const std::string& source)
{
    return std::any_of (branches.begin(), branches.end(),
                        [&source] (const NamedBranch& branch) { return branch.source == source; });
}
} // namespace

Option& addThenOption (CommandLine& command, std::vector<std::string>& branches, const std::string& help)
{
    return command.add ("--then SOURCE=DICTIONARY", branches, help).oneAtATime();
}

core::Result<std::vector<NamedBranch>> branchesFrom (const std::vector<std::string>& texts)
{
    std::vector<NamedBranch> branches;
    for (const auto& text : texts)
    {
        const auto assignment = assignmentFrom (text);
        if (! assignment || assignment->second.empty())
            return wrongValue ("--then", text, "SOURCE=DICTIONARY, such as drums=drums");
        const auto& [source, name] = *assignment;
        if (splits (branches, source))
            return core::Error{ "one dictionary splits a source further, and '" + source + "' has two",
                                "--then", text, "each source once" };
        auto dictionary = dictionaryArgument (name);
        if (! dictionary.ok())
            return dictionary.error();
        if (! dictionary.value().branches.empty())
            return core::Error{ "a tree has two levels, and '" + name + "' is a tree itself", "--then", text,
                                "a single dictionary" };
        branches.push_back ({ source, name, std::move (dictionary).value() });
    }
    return branches;
}

core::Result<std::vector<NamedBranch>> branchesFrom (const std::vector<std::string>& texts,
                                                     core::Dictionary& tree)
{
    auto branches = branchesFrom (texts);
    if (! branches.ok())
        return branches;
    for (const auto& branch : std::exchange (tree.branches, {}))
        if (! splits (branches.value(), branch.source))
            branches.value().push_back ({ branch.source, branch.source, *branch.dictionary });
    return branches;
}

} // namespace unbraid::cli
