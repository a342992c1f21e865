// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/FactorsFile.h"

#include "Files/AtomicFile.h"
#include "Files/Dictionaries/Tensors.h"

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

} // namespace unbraid::cli
