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

std::string stemOf (const fs::path& input)
{
    return input == "-" ? standardInputStem : input.stem().string();
}

fs::path activationsOf (const fs::path& input, const OutputChoice& choice)
{
    return choice.activationsInFolder ? choice.activations / (stemOf (input) + ".activations.safetensors")
                                      : choice.activations;
}

std::vector<SeparationOutput> outputsOf (const fs::path& input, const std::vector<std::string>& sources,
                                         const OutputChoice& choice)
{
    const std::string stem = stemOf (input);
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

/** Without links and dots, also where folders on the way are still to be made. */
fs::path resolved (const fs::path& path)
{
    std::error_code failure;
    auto found = path.empty() ? path : fs::weakly_canonical (path, failure);
    return failure ? path : found;
}

/** Every file that a task writes; an empty path is standard output. */
std::vector<fs::path> pathsOf (const SeparationTask& task)
{
    std::vector<fs::path> paths;
    for (const auto& output : task.outputs)
        paths.push_back (resolved (output.path));
    if (! task.activations.empty())
        paths.push_back (resolved (task.activations));
    return paths;
}

core::Status checkDistinct (const std::vector<SeparationTask>& tasks)
{
    std::map<fs::path, fs::path> writtenFor;
    for (const auto& task : tasks)
        for (const auto& path : pathsOf (task))
            if (const auto [place, isNew] = writtenFor.emplace (path, task.input); ! isNew)
                return wrongArgument (
                    "two outputs with one name, " + (path.empty() ? "standard output" : path.string()),
                    place->second.string() + " and " + task.input.string(),
                    "inputs whose names differ before the ending, and another file by --activations");
    return core::Done{};
}

core::Status checkInputsKept (const std::vector<SeparationTask>& tasks, const fs::path& dictionary)
{
    std::map<FileIdentity, fs::path> inputs;
    if (const auto identity = identityOf (dictionary))
        inputs.emplace (*identity, dictionary);
    for (const auto& task : tasks)
        if (const auto identity = identityOf (task.input); identity && task.input != "-")
            inputs.emplace (*identity, task.input);
    for (const auto& task : tasks)
        for (const auto& path : pathsOf (task))
            if (const auto identity = identityOf (path); identity && inputs.count (*identity) > 0)
                return wrongArgument ("an output would overwrite an input", path.string(),
                                      "another place by --out or --activations");
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
        tasks.push_back ({ input, outputsOf (input, sources, choice), activationsOf (input, choice) });
    for (const auto& checked : { checkDistinct (tasks), checkInputsKept (tasks, choice.dictionary) })
        if (! checked.ok())
            return checked.error();
    return tasks;
}

} // namespace unbraid::cli
