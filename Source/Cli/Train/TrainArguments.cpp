// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Train/TrainArguments.h"

#include "Cli/Console/Assignment.h"
#include "Cli/Console/Console.h"
#include "Cli/Separate/InputList.h"
#include "Platform/Paths.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace unbraid::cli
{

namespace
{
constexpr Eigen::Index maxSemitones = 127; // MIDI
constexpr Eigen::Index maxOnsetAtoms = 64;

training::SourceMaterial* find (Materials& materials, const std::string& name)
{
    for (auto& material : materials)
        if (material.name == name)
            return &material;
    return nullptr;
}

core::Result<Materials> readSources (const std::vector<std::string>& arguments)
{
    Materials materials;
    std::string current;
    for (const auto& argument : arguments)
    {
        std::string path = argument;
        if (auto assignment = assignmentFrom (argument))
            std::tie (current, path) = *assignment;
        if (current.empty() || path.empty())
            return wrongValue ("--source", argument,
                               "NAME=PATH, with NAME of lower-case words joined by '-'");
        if (find (materials, current) == nullptr)
        {
            materials.emplace_back();
            materials.back().name = current;
            materials.back().isTarget = current != "noise" && current != "residual";
        }
        find (materials, current)->files.emplace_back (path);
    }
    return materials;
}

/** An option of NAME=NUMBER for some of the sources. */
struct NumberOption
{
    const char* name;
    std::vector<std::string> arguments;
    Eigen::Index lowest;
    Eigen::Index highest;
    std::function<void (training::SourceMaterial&, Eigen::Index)> apply;
};

core::Status readNumbers (const NumberOption& option, Materials& materials)
{
    for (const auto& argument : option.arguments)
    {
        const auto assignment = assignmentFrom (argument);
        const auto number = assignment ? numberFrom<Eigen::Index> (assignment->second) : std::nullopt;
        if (! number || *number < option.lowest || *number > option.highest)
            return wrongValue (option.name, argument,
                               "NAME=K with K from " + std::to_string (option.lowest) + " to " +
                                   std::to_string (option.highest));
        const auto material = named (materials, assignment->first, option.name);
        if (! material.ok())
            return material.error();
        option.apply (*material.value(), *number);
    }
    return core::Done{};
}

/** Takes NAME=auto out of the ranks: the most atoms stay as they are, their number is found. */
core::Result<std::vector<std::string>> readAutomaticRanks (const std::vector<std::string>& ranks,
                                                           Materials& materials)
{
    std::vector<std::string> numbers;
    for (const auto& argument : ranks)
    {
        const auto assignment = assignmentFrom (argument);
        if (! assignment || assignment->second != "auto")
        {
            numbers.push_back (argument);
            continue;
        }
        const auto material = named (materials, assignment->first, "--ranks");
        if (! material.ok())
            return material.error();
        material.value()->findRank = true;
    }
    return numbers;
}

core::Status mark (const char* option, const std::vector<std::string>& names, Materials& materials,
                   const std::function<void (training::SourceMaterial&)>& apply)
{
    for (const auto& name : names)
    {
        const auto material = named (materials, name, option);
        if (! material.ok())
            return material.error();
        apply (*material.value());
    }
    return core::Done{};
}

/** The word as a shell reads it back. */
std::string quoted (const std::string& word)
{
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
    if (! word.empty() && word.find_first_not_of (plain) == std::string::npos)
        return word;
    std::string text (1, '\'');
    for (const char character : word)
        if (character == '\'')
            text.append ("'\\''");
        else
            text.push_back (character);
    text.push_back ('\'');
    return text;
}

/** Whether a file is excluded. unused  names that have excluded none yet */
bool leavesOut (const std::vector<std::string>& excluded, const std::filesystem::path& file,
                std::set<std::string>& unused)
{
    bool isExcluded = false;
    for (const auto& name : excluded)
        if (platform::nameMatches (file, name))
        {
            unused.erase (name);
            isExcluded = true;
        }
    return isExcluded;
}
} // namespace

core::Result<training::SourceMaterial*> named (Materials& materials, const std::string& name,
                                               const std::string& option)
{
    if (auto* material = find (materials, name))
        return material;
    std::vector<std::string> names;
    for (const auto& material : materials)
        names.push_back (material.name);
    return wrongValue (option, name, joinedByOr (names));
}

core::Result<Materials> materialsFrom (const TrainArguments& arguments)
{
    auto read = readSources (arguments.sources);
    if (! read.ok())
        return read;
    Materials& materials = read.value();
    for (auto& material : materials)
        material.numAtoms = arguments.defaultRank;
    const auto numbers = readAutomaticRanks (arguments.ranks, materials);
    if (! numbers.ok())
        return numbers.error();
    const NumberOption ranks{ "--ranks", numbers.value(), 1, core::maxAtoms,
                              [] (auto& material, Eigen::Index atoms) { material.numAtoms = atoms; } };
    const NumberOption offsets{ "--note-offset", arguments.offsets, -maxSemitones, maxSemitones,
                                [] (auto& material, Eigen::Index semitones)
                                { material.noteOffset = static_cast<int> (semitones); } };
    const NumberOption onsets{ "--onsets", arguments.onsets, 0, maxOnsetAtoms,
                               [] (auto& material, Eigen::Index atoms) { material.onsetAtoms = atoms; } };
    for (const auto& checked :
         { readNumbers (ranks, materials), readNumbers (offsets, materials), readNumbers (onsets, materials),
           mark ("--harmonic", arguments.harmonic, materials,
                 [] (auto& material) { material.isHarmonic = true; }),
           mark ("--patterns", arguments.patterns, materials,
                 [] (auto& material) { material.isHarmonic = material.hasPatterns = true; }),
           mark ("--notes", arguments.notes, materials, [] (auto& material) { material.pitched = true; }),
           mark ("--noise", arguments.noise, materials, [] (auto& material) { material.isTarget = false; }) })
        if (! checked.ok())
            return checked.error();
    return read;
}

core::Result<training::TrainingSpec> specFrom (const TrainArguments& arguments)
{
    training::TrainingSpec spec = arguments.spec;
    const std::string& divergence = arguments.divergence;
    const auto beta = divergence == "is"          ? std::optional (0.0f)
                      : divergence == "kl"        ? std::optional (1.0f)
                      : divergence == "euclidean" ? std::optional (2.0f)
                                                  : numberFrom<float> (divergence);
    if (! beta)
        return wrongValue ("--divergence", divergence, "is, kl, euclidean or a number");
    spec.divergenceBeta = *beta;
    spec.spectrum = arguments.spectrum == "power" ? core::Spectrum::power : core::Spectrum::magnitude;
    spec.windowSeconds = 0.001 * arguments.windowMs;
    spec.heldOutShare = 0.01 * arguments.heldOutPercent;
    for (const auto& argument : arguments.mixer)
    {
        const auto assignment = assignmentFrom (argument);
        const auto value = assignment ? numberFrom<double> (assignment->second) : std::nullopt;
        if (! value)
            return wrongValue ("--mixer", argument, "KEY=VALUE with a number");
        spec.mixer[assignment->first] = *value;
    }
    return spec;
}

core::Status expandFolders (const std::vector<std::string>& excluded, const std::vector<Materials*>& lists)
{
    std::set<std::string> unused (excluded.begin(), excluded.end());
    for (auto* materials : lists)
        for (auto& material : *materials)
        {
            auto found = matchingSounds (material.files);
            if (! found.ok())
                return found.error();
            material.files = std::move (found).value();
            std::erase_if (material.files,
                           [&] (const auto& file) { return leavesOut (excluded, file, unused); });
            if (material.files.empty())
                return core::Error{ "no recording is left of a source", material.name, "all excluded",
                                    "one or more" };
        }
    for (const auto& name : unused)
        warn ("--exclude " + name + " leaves nothing out: no recording has such a name");
    return core::Done{};
}

core::Error stoppedTraining (core::Error error, const std::filesystem::path& checkpoint)
{
    std::error_code failure;
    if (error.cancelled)
        error = cancelled();
    if (error.allowed.empty() && std::filesystem::exists (checkpoint, failure))
        error.allowed = "the same command with --resume, to continue";
    return error;
}

std::string commandLine (const std::vector<std::string>& arguments)
{
    constexpr std::array withValue{ "--threads", "--checkpoint-every", "--curve", "--device", "--minutes" };
    std::string line = "unbraid";
    for (size_t i = 1; i < arguments.size(); ++i)
    {
        const auto name = arguments[i].substr (0, arguments[i].find ('='));
        const bool isLeftOut = std::find (withValue.begin(), withValue.end(), name) != withValue.end();
        if (isLeftOut && name == arguments[i])
            ++i;
        if (! isLeftOut && name != "--resume" && name != "--overwrite")
            line.append (" ").append (quoted (arguments[i]));
    }
    return line;
}

} // namespace unbraid::cli
