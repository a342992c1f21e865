// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/SeparationTasks.h"

#include "Cli/Console.h"

#include <sys/stat.h>

#include <map>
#include <utility>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using FileIdentity = std::pair<dev_t, ino_t>; // the same through links and other spellings

std::optional<FileIdentity> identityOf (const fs::path& path)
{
    struct stat status = {};
    if (::stat (path.c_str(), &status) != 0)
        return {};
    return FileIdentity{ status.st_dev, status.st_ino };
}

std::vector<SeparationOutput> outputsOf (const fs::path& input, const std::vector<std::string>& sources,
                                         const OutputChoice& choice)
{
    const std::string stem = input == "-" ? standardInputStem : input.stem().string();
    std::vector<SeparationOutput> outputs;
    for (size_t s = 0; s < sources.size(); ++s)
    {
        if (choice.only && *choice.only != s)
            continue;
        SeparationOutput output;
        if (! (input == "-" && choice.toStandardOutput))
            output.path = choice.folder / (stem + "." + sources[s] + choice.extension);
        output.gains.assign (sources.size(), choice.only ? choice.otherGain : 0.0f);
        output.gains[s] = 1.0f;
        outputs.push_back (std::move (output));
    }
    return outputs;
}

/** All outputs are in one folder, so that equal names mean equal files. */
core::Status checkDistinct (const std::vector<SeparationTask>& tasks)
{
    std::map<fs::path, fs::path> writtenFor;
    for (const auto& task : tasks)
        for (const auto& output : task.outputs)
            if (const auto [place, isNew] = writtenFor.emplace (output.path, task.input); ! isNew)
                return wrongArgument ("two inputs with one output, " +
                                          (output.path.empty() ? "standard output" : output.path.string()),
                                      place->second.string() + " and " + task.input.string(),
                                      "inputs whose names differ before the ending");
    return core::Done{};
}

core::Status checkInputsKept (const std::vector<SeparationTask>& tasks)
{
    std::map<FileIdentity, fs::path> inputs;
    for (const auto& task : tasks)
        if (const auto identity = identityOf (task.input); identity && task.input != "-")
            inputs.emplace (*identity, task.input);
    for (const auto& task : tasks)
        for (const auto& output : task.outputs)
            if (const auto identity = identityOf (output.path); identity && inputs.count (*identity) > 0)
                return wrongArgument ("an output would overwrite an input", output.path.string(),
                                      "another folder by --out");
    return core::Done{};
}
} // namespace

core::Result<std::vector<SeparationTask>> makeTasks (const std::vector<fs::path>& inputs,
                                                     const std::vector<std::string>& sources,
                                                     const OutputChoice& choice)
{
    std::vector<SeparationTask> tasks;
    tasks.reserve (inputs.size());
    for (const auto& input : inputs)
        tasks.push_back ({ input, outputsOf (input, sources, choice) });
    for (const auto check : { checkDistinct, checkInputsKept })
        if (auto checked = check (tasks); ! checked.ok())
            return checked.error();
    return tasks;
}

} // namespace unbraid::cli
