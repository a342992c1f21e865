// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"
#include "Files/AudioWriter.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** One sound that a separation writes: a weighted sum of the sources. */
struct SeparationOutput
{
    std::filesystem::path path; // empty: standard output
    std::vector<float> gains;   // per source
};

/** Separation of one input. */
struct SeparationTask
{
    std::filesystem::path input; // "-": standard input
    std::vector<SeparationOutput> outputs;
    std::filesystem::path activations; // empty: not written
};

/** Format of standard input without a header. */
struct RawInput
{
    double sampleRateHz = 0.0; // 0: standard input is WAV
    Eigen::Index numChannels = 0;
};

/** Result of the separation of one input. */
struct SeparationReport
{
    double sampleRateHz = 0.0;
    Eigen::Index numChannels = 0;
    Eigen::Index numFrames = 0;
    Eigen::Index latencySamples = 0; // of the engine; the files are aligned
    double workSeconds = 0.0;        // from opening the input to the last output's name
};

/** Separates sound files block by block: memory does not grow with their length. Outputs get their names when
    all are complete; after an error none of them exists. */
class FileSeparation
{
public:
    FileSeparation (const SeparationPlan& separationPlan, files::AudioFormat outputFormat, RawInput rawInput)
        : plan (separationPlan)
        , format (outputFormat)
        , raw (rawInput)
    {
    }

    /** [any] The plan is shared; several threads may call it. Error: those of reading, writing and the
        engine, or cancelled by the user. */
    [[nodiscard]] core::Result<SeparationReport> run (const SeparationTask& task,
                                                      const core::Progress& onProgress) const;

private:
    [[nodiscard]] core::Result<files::AudioReader> open (const std::filesystem::path& input) const;

    const SeparationPlan& plan;
    files::AudioFormat format;
    RawInput raw;
};

} // namespace unbraid::cli
