// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/Archive.h"
#include "Cli/Console/CommandLine.h"
#include "Cli/Separate/SeparationPlan.h"
#include "Cli/Separate/SeparationTasks.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

constexpr auto liveQuality = "live";

/** The command line of `separate` as it is written. */
struct SeparateArguments
{
    std::vector<std::string> inputs;
    std::optional<std::string> out;
    std::optional<std::string> only;
    std::optional<std::string> without;
    std::optional<double> reductionDb;
    std::optional<std::string> activations;
    std::optional<double> rawRateHz;
    std::optional<int> rawChannels;
    std::optional<std::string> format; // by the ending of --out, or float32
    int threads = 0;                   // 0: all the machine has
    bool json = false;
    std::optional<std::string> quality; // live, where it is not given
    offline::PhaseSettings phase;
    bool softScore = false;
    std::optional<float> scoreCoupling;
    std::optional<std::string> model; // of the recording, in place of the engine's
    std::optional<float> priorPrice;
    std::optional<std::string> decoder; // file
    ArchiveOptions archive;
    SeparationOptions separation;

    /** Whether each file is separated as a whole. */
    [[nodiscard]] bool isWhole() const { return quality && *quality != liveQuality; }
};

/** Adds the command's arguments, help and examples, and the kind of model that only this command makes: before any dictionary is read. */
void addSeparateArguments (CommandLine& command, SeparateArguments& arguments);

/** Error: wrong use, as far as it shows without the dictionary and the inputs. */
core::Status checkArguments (const SeparateArguments& arguments);

/** What is done to every recording: dictionary, model, score, phases and quality; warns of a quality that adds nothing. Throws Failure:
    options that do not go with one another or with the dictionary, a file that cannot be read. */
SeparationPlan planFrom (const SeparateArguments& arguments);

/** Which sounds are written, and where: --out names a file where one sound results and the name has an ending; else a
    folder. Error: wrong use. */
core::Result<OutputChoice> outputChoice (const SeparateArguments& arguments, size_t numInputs,
                                         const SeparationPlan& plan);

/** In which format. Error: an ending that says none, or another than --format. */
core::Result<files::AudioFormat> formatOfOutputs (const SeparateArguments& arguments,
                                                  const OutputChoice& choice);

} // namespace unbraid::cli
