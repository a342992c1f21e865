// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SeparationTasks.h"

#include <map>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
std::string stemOf (const fs::path& input)
{
    return input == "-" ? standardInputStem : input.stem().string();
}

fs::path activationsOf (const FoundSound& input, const OutputChoice& choice)
{
    return choice.activationsInFolder
               ? choice.activations / input.folder / (stemOf (input.path) + ".activations.safetensors")
               : choice.activations;
}

std::vector<SeparationOutput> outputsOf (const FoundSound& input, const std::vector<std::string>& sources,
                                         const OutputChoice& choice)
{
    const auto file = [&] (const std::string& name)
    {
        if (choice.toStandardOutput && (input.path == "-" || choice.outIsStandardOutput))
            return fs::path();
        return choice.file.empty()
                   ? choice.folder / input.folder / (stemOf (input.path) + "." + name + choice.extension)
                   : choice.file;
    };
    const auto output =
        [&] (const std::string& name, const std::vector<size_t>& wanted, float gain, float otherGain)
    {
        SeparationOutput sound{ file (name), std::vector<float> (sources.size(), otherGain) };
        for (const size_t source : wanted)
            sound.gains[source] = gain;
        return sound;
    };
    if (choice.without)
        return { output ("without-" + choice.without->name, choice.without->sources, choice.unwantedGain,
                         1.0f) };
    if (choice.only)
        return { output (choice.only->name, choice.only->sources, 1.0f, choice.unwantedGain) };
    std::vector<SeparationOutput> outputs;
    for (size_t s = 0; s < sources.size(); ++s)
        outputs.push_back (output (sources[s], { s }, 1.0f, 0.0f));
    return outputs;
}

/** Two inputs of one name would write the same files, and so would one that is given twice. */
core::Status checkNames (const std::vector<FoundSound>& inputs)
{
    std::map<std::string, fs::path> names;
    for (const auto& [path, folder] : inputs)
        if (const auto [other, isNew] = names.emplace ((folder / stemOf (path)).string(), path); ! isNew)
            return core::Error{ "two inputs are called '" + other->first +
                                    "', and their outputs would have one name",
                                other->second.string() + " and " + path.string(),
                                "the same name before the ending",
                                "different names, or one --out folder each" };
    return core::Done{};
}
} // namespace

core::Result<std::vector<SeparationTask>> makeTasks (const std::vector<FoundSound>& inputs,
                                                     const std::vector<std::string>& sources,
                                                     const OutputChoice& choice, FileGuard& guard)
{
    if (auto checked = checkNames (inputs); ! checked.ok())
        return checked.error();
    std::vector<SeparationTask> tasks;
    tasks.reserve (inputs.size());
    for (const auto& input : inputs)
    {
        tasks.push_back ({ input.path, outputsOf (input, sources, choice), activationsOf (input, choice) });
        guard.reads (input.path);
        for (const auto& output : tasks.back().outputs)
            guard.writes (output.path, files::FileKind::sound);
        guard.writes (tasks.back().activations, files::FileKind::activations);
    }
    if (auto checked = guard.check(); ! checked.ok())
        return checked.error();
    return tasks;
}

} // namespace unbraid::cli
