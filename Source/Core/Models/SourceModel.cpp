// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/SourceModel.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::core
{

MadeModel makeModel (const SeparatorSpec& spec, const Dictionary& dictionary,
                     const SeparatorSettings& settings)
{
    const ModelKind& kind = modelKind (dictionary);
    if (spec.numParts != 0 && ! kind.traits (dictionary).isExtensible)
        return Error{ "the separator cannot be set up", "parts", std::to_string (spec.numParts),
                      "0 with a dictionary that notes cannot guide, as " + kind.withArticle() };
    return kind.make (spec, dictionary, settings);
}

Result<FrameGeometry> geometryFor (const SeparatorSpec& spec, const Dictionary& dictionary, bool hasLookAhead)
{
    const double ownSeconds = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    const auto& geometryOf = hasLookAhead ? lookAheadGeometry : frameGeometry;
    return geometryOf (spec.sampleRateHz, spec.mode,
                       spec.windowSeconds > 0.0 ? spec.windowSeconds : ownSeconds);
}

ModelShape shapeOf (const PreparedDictionary& dictionary) noexcept
{
    return { dictionary.geometry,     dictionary.numModelBins, dictionary.rowsHz,
             dictionary.bands,        dictionary.numSources(), dictionary.spectrum,
             dictionary.maskExponent, dictionary.modelFloor,   dictionary.shareFloor };
}

} // namespace unbraid::core
