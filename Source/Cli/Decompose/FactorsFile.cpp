// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/FactorsFile.h"

#include "Files/AtomicFile.h"
#include "Files/Dictionaries/Tensors.h"
#include "Files/FileBytes.h"

namespace unbraid::cli
{

core::Status saveFactors (const std::filesystem::path& file, const offline::RecordingComponents& components,
                          const std::string& model)
{
    const auto& dictionary = components.dictionary;
    const auto& factors = components.factors;
    files::SafetensorsWriter writer ({ { "format", "unbraid-factors" },
                                       { "version", "1" },
                                       { "model", model },
                                       { "of", factors.isSummary ? "sounds" : "model" },
                                       { "divergence_beta", core::numberText (dictionary.divergenceBeta) },
                                       { "sample_rate_hz", core::numberText (components.sampleRateHz) },
                                       { "trained_on", dictionary.trainedOn },
                                       { "command", dictionary.command } });
    for (const auto& factor : factors.all)
        if (factor.slices.size() == 1)
            writer.addMatrix (factor.name, factor.slices.front());
        else
            writer.addMatrices (factor.name, factor.slices);
    for (const auto& [name, list] :
         { std::pair{ "frequencies", &factors.frequenciesHz }, { "times", &factors.timesSeconds } })
        if (list->size() > 0)
            writer.addList (name, "F64", *list);
    writer.addList ("objective", "F64", factors.objectives);
    return files::writeWholeFile (file, files::serialiseSafetensors (writer.content()));
}

core::Result<training::Factors> readFactors (const std::filesystem::path& file)
{
    constexpr std::uintmax_t mostBytes = std::uintmax_t{ 1 } << 32;
    constexpr Eigen::Index mostBins = (Eigen::Index{ 1 } << 19) + 1, mostFrames = Eigen::Index{ 1 } << 26;
    constexpr Eigen::Index most = offline::maxComponents;
    const auto refused = [&file] (core::Error error)
    {
        error.what = "the factors cannot be read";
        error.where = file.string() + (error.where.empty() ? "" : ", ") + error.where;
        return error;
    };
    const auto bytes = files::readFileBytes (file, mostBytes);
    if (! bytes.ok())
        return refused (bytes.error());
    const auto content = files::parseSafetensors (bytes.value());
    if (! content.ok())
        return refused (content.error());
    training::Factors found;
    const auto& tensors = content.value().tensors;
    if (tensors.contains ("W"))
        if (auto read = files::readMatrix (content.value(), "W", mostBins, most, found.atoms); ! read.ok())
            return refused (read.error());
    if (tensors.contains ("H"))
        if (auto read = files::readMatrix (content.value(), "H", most, mostFrames, found.activations);
            ! read.ok())
            return refused (read.error());
    return found;
}

} // namespace unbraid::cli
