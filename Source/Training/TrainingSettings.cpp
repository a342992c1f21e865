// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/TrainingSettings.h"

#include "Core/Support/Checksum.h"
#include "Core/Support/Digits.h"
#include "Files/PipeCopy.h"

#include <cstdint>

namespace unbraid::training
{

namespace
{
/** How many files, how many bytes, and a sum over their names and sizes. */
core::Result<std::string> fingerprint (const SourceMaterial& source)
{
    auto sum = core::emptyChecksum<std::uint64_t>;
    std::uintmax_t total = 0;
    for (const auto& file : source.files)
    {
        std::error_code failure;
        const auto kept = files::keptPipeBytes (file);
        const auto size = kept ? *kept : std::filesystem::file_size (file, failure);
        if (failure)
            return core::Error{ "the sound cannot be read", file.string(), failure.message(), "a file" };
        total += size;
        sum = core::checksum (file.string() + " " + std::to_string (size), sum);
    }
    return std::to_string (source.files.size()) + " files, " + std::to_string (total) + " bytes, " +
           std::to_string (sum);
}

std::string describe (const SourceMaterial& source)
{
    return std::to_string (source.numAtoms) + (source.findRank ? " atoms at most" : " atoms") +
           (source.pitched ? ", notes" : "") + (source.isHarmonic ? ", harmonic, " : ", ") +
           (source.hasPatterns ? "patterns, " : "") + std::to_string (source.onsetAtoms) +
           " onset atoms, note offset " + std::to_string (source.noteOffset);
}

/** Those that are asked for: without them a training continues from checkpoints that know of none. */
void addPenalties (const PenaltyWeights& weights, Settings& settings)
{
    for (const auto& [name, weight] : weights.named())
        if (weight > 0.0f)
            settings[name] = core::digitsOf (weight);
}
} // namespace

core::Result<Settings> trainingSettings (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources)
{
    Settings settings{
        { "rate", core::digitsOf (spec.sampleRateHz) },
        { "window", core::digitsOf (spec.windowSeconds) },
        { "spectrum", spec.spectrum == core::Spectrum::power ? "power" : "magnitude" },
        { "divergence", core::digitsOf (spec.divergenceBeta) },
        { "sparsity", core::digitsOf (spec.sparsity) },
        { "dynamic range", core::digitsOf (spec.dynamicRangeDb) },
        { "dynamics", spec.learnDynamics ? "yes" : "no" },
        { "held out", core::digitsOf (spec.heldOutShare) },
        { "seed", core::digitsOf (spec.seed) },
        { "iterations", core::digitsOf (spec.iterations) },
        { "frames", core::digitsOf (spec.maxFrames) },
        { "incremental", spec.incremental ? "yes" : "no" },
        { "passes", core::digitsOf (spec.passes) },
        { "batch", core::digitsOf (spec.batchFrames) },
        { "updates", core::digitsOf (spec.updates) },
    };
    addPenalties (spec.penalties, settings);
    std::string names;
    for (const auto& source : sources)
    {
        const auto files = fingerprint (source);
        if (! files.ok())
            return files.error();
        names += (names.empty() ? "" : ", ") + source.name;
        settings["files of " + source.name] = files.value();
        settings["source " + source.name] = describe (source);
    }
    settings["sources"] = names;
    return settings;
}

} // namespace unbraid::training
