// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/ModelKind.h"

#include "Core/Models/ConvolutiveModel.h"
#include "Core/Models/NmfModel.h"
#include "Core/Models/UnfoldedModel.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
Result<FrameGeometry> geometryFor (const SeparatorSpec& spec, const Dictionary& dictionary)
{
    const double ownSeconds = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    const auto& geometryOf = dictionary.tails.empty() ? frameGeometry : lookAheadGeometry;
    return geometryOf (spec.sampleRateHz, spec.mode,
                       spec.windowSeconds > 0.0 ? spec.windowSeconds : ownSeconds);
}

template <class Model>
Result<std::unique_ptr<SourceModel>> make (const SeparatorSpec& spec, const FrameGeometry& geometry,
                                           const Dictionary& dictionary, const SeparatorSettings& settings)
{
    auto model = std::make_unique<Model>();
    if (auto ready = model->prepare (spec, geometry, dictionary, settings); ! ready.ok())
        return ready.error();
    return std::unique_ptr<SourceModel> (std::move (model));
}

/** Noise and voices sound alike from either end to a model with a memory; what decays does not. */
bool isCleaner (const Dictionary& dictionary) noexcept
{
    return std::any_of (dictionary.sources.begin(), dictionary.sources.end(),
                        [] (const auto& source) { return ! source.isTarget; });
}
} // namespace

std::string ModelKind::withArticle() const
{
    return (name[0] == 'u' ? "an " : "a ") + std::string (name) + " one";
}

ModelKind modelKind (const Dictionary& dictionary) noexcept
{
    if (dictionary.unfolding)
        return { "unfolded", false, false, static_cast<int> (dictionary.unfolding->layers.size()),
                 isCleaner (dictionary) };
    if (! dictionary.tails.empty())
        return { "convolutive", true, false };
    return { "plain", true, true, 0, true };
}

Result<std::unique_ptr<SourceModel>> makeModel (const SeparatorSpec& spec, const Dictionary& dictionary,
                                                const SeparatorSettings& settings)
{
    if (spec.numParts != 0 && ! modelKind (dictionary).isExtensible)
        return Error{ "the separator cannot be set up", "parts", std::to_string (spec.numParts),
                      "0 with an unfolded or convolutive dictionary" };
    const auto geometry = geometryFor (spec, dictionary);
    if (! geometry.ok())
        return geometry.error();
    if (dictionary.unfolding)
        return make<UnfoldedModel> (spec, geometry.value(), dictionary, settings);
    if (! dictionary.tails.empty())
        return make<ConvolutiveModel> (spec, geometry.value(), dictionary, settings);
    return make<NmfModel> (spec, geometry.value(), dictionary, settings);
}

} // namespace unbraid::core
