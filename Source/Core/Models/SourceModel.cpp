// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/SourceModel.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Guidance/DrumNotes.h"
#include "Core/Models/HitGuidedModel.h"

namespace unbraid::core
{

MadeModel makeModel (const SeparatorSpec& spec, const Dictionary& dictionary,
                     const SeparatorSettings& settings)
{
    const ModelKind& kind = modelKind (dictionary);
    if (spec.numParts != 0 && ! kind.traits (dictionary).isExtensible)
        return Error{ "the separator cannot be set up", "parts", std::to_string (spec.numParts),
                      "0 with a dictionary that notes cannot guide, as " + kind.withArticle() };
    if (spec.followsHits && ! canFollowHits (dictionary))
        return Error{ "the separator cannot be set up", "hits", "a dictionary that they cannot guide",
                      "one of drums that is not plain" };
    auto made = kind.make (spec, dictionary, settings);
    if (! made.ok() || ! spec.followsHits)
        return made;
    return std::unique_ptr<SourceModel> (
        std::make_unique<HitGuidedModel> (std::move (made).value(), dictionary));
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
