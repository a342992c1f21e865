// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Guide.h"
#include "Cli/SourceSpan.h"
#include "Core/Factorisation/Dictionary.h"
#include "Core/Separator.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

class CommandLine;

/** What the command line says about how to separate; what it leaves open the dictionary decides. */
struct SeparationOptions
{
    std::string dictionary; // name or file
    std::optional<std::string> latency;
    std::vector<std::string> silences; // SOURCE=START-END
    std::optional<std::string> midi;   // file
    std::optional<std::string> split;  // note
    std::optional<double> midiOffsetMs;
    std::optional<int> updates;
    std::optional<float> exponent;
    std::optional<float> leak;
    std::optional<float> sparsity;
    std::optional<float> residualSparsity;
    std::optional<float> groupSparsity;
    std::optional<std::string> dynamics;
    std::optional<float> dynamicsStrength;
    std::optional<float> smoothingMs;
    bool place = false;
    std::optional<float> placeSeconds;
    std::optional<float> trustSeconds;
    std::optional<float> memorySeconds;
    std::optional<int> residualAtoms;
    bool noAdaptation = false;
    std::optional<bool> noiseTracking;
    std::optional<float> noiseMemorySeconds;
    std::optional<float> noiseWeight;
};

/** Adds `--latency`. */
void addLatencyOption (CommandLine& command, SeparationOptions& options, const std::string& help);

/** Adds the options above, without `--dictionary`. */
void addSeparationOptions (CommandLine& command, SeparationOptions& options);

/** Adds `--dictionary`, for a command that needs notes; `withoutPitches` is the error of one that has none. */
void addPitchedDictionary (CommandLine& command, SeparationOptions& options);
core::Error withoutPitches (const SeparationOptions& options);

/** Everything that is the same for all recordings of one run; read by all workers. */
struct SeparationPlan
{
    std::string dictionaryName;  // as the command line calls it
    core::Dictionary dictionary; // with a guide: that of its parts
    Guide guide;                 // without parts: none
    core::LatencyMode mode = core::LatencyMode::balanced;
    core::SeparatorSettings settings;
    Eigen::Index residualAtoms = 0;
    std::vector<std::string> sources; // names in the engine's order
    std::vector<SourceSpan> silences;

    /** What an engine is set up with for a recording. */
    [[nodiscard]] core::SeparatorSpec specFor (double sampleRateHz, Eigen::Index numChannels) const
    {
        return { sampleRateHz,  numChannels, mode,
                 residualAtoms, 0.0,         static_cast<Eigen::Index> (guide.parts.size()) };
    }
};

/** The plan of a loaded dictionary. Error: options that are wrong in themselves or for this dictionary, found
    by setting an engine up. */
core::Result<SeparationPlan> makePlan (core::Dictionary dictionary, const SeparationOptions& options);

} // namespace unbraid::cli
