// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/UnfoldedModel.h"

#include "Core/Factorisation/Dictionary/UnfoldedPart.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
/** Noise and voices sound alike from either end to a model with a memory; what decays does not. */
bool isCleaner (const Dictionary& dictionary) noexcept
{
    return std::any_of (dictionary.sources.begin(), dictionary.sources.end(),
                        [] (const auto& source) { return ! source.isTarget; });
}

ModelTraits traitsOf (const Dictionary& dictionary) noexcept
{
    return { .tellsNotes = true,
             .trainedUpdates = static_cast<int> (dictionary.unfolding->layers.size()),
             .runsBackwards = isCleaner (dictionary) };
}
} // namespace

const ModelKind unfoldedKind{
    .name = "unfolded",
    .summary = "unfolded",
    .recognises =
        [] (const Dictionary& dictionary) noexcept // where no program's kind has made something else of it
    { return dictionary.unfolding.has_value() && dictionary.kindContent == nullptr; },
    .check = checkUnfolding,
    .tensors = { "layers.N.* (N counted from 0 without gap), output.W, b, encoder.*, refiner.*",
                 unfoldingNames, readUnfolding, writeUnfolding },
    .traits = traitsOf,
    .make = makePrepared<UnfoldedModel>,
};

Status UnfoldedModel::prepare (const SeparatorSpec& spec, const FrameGeometry& geometry,
                               const Dictionary& source, const SeparatorSettings&)
{
    auto packed = prepareUnfolded (source, geometry, spec.residualAtoms);
    if (! packed.ok())
        return packed.error();
    prepared = std::move (packed).value();
    solver.prepare (prepared);
    spectrum.prepare (prepared.dictionary);
    if (source.unfolding->encoder)
        encoder.emplace().prepare (source, geometry, spec.numChannels);
    if (source.unfolding->refiner)
        refiner.emplace().prepare (source, encoder->numCopies(), geometry.sampleRateHz);
    sourceModels.setZero (prepared.dictionary.numRows(), prepared.dictionary.numSources());
    prepared.share();
    return Done{};
}

void UnfoldedModel::reset() noexcept
{
    solver.reset();
    if (encoder)
        encoder->reset();
    if (refiner)
        refiner->reset();
    lastLevel = 0.0f;
}

void UnfoldedModel::beginFrame (Eigen::Index number, const Eigen::MatrixXcf&, bool) noexcept
{
    frameNumber = number;
}

bool UnfoldedModel::explain (const Eigen::MatrixXcf& mixture) noexcept
{
    if (! spectrum.measure (mixture, prepared.dictionary.bands))
        return false;
    solve (mixture);
    modelSources (solver.enabledAtoms(), prepared.dictionary.view(), solver.activations(), sourceModels);
    if (refiner)
        refiner->refine (encoder->newest(), sourceModels);
    lastLevel = spectrum.level();
    return true;
}

void UnfoldedModel::solve (const Eigen::MatrixXcf& mixture) noexcept
{
    if (! encoder)
        return solver.solve (prepared, spectrum.values(),
                             lastLevel > 0.0f ? lastLevel / spectrum.level() : 1.0f);
    const auto& proposal = encoder->propose (mixture, spectrum.unscaled(), spectrum.level(), frameNumber - 1);
    if (prepared.floorAtom >= 0)
        prepared.moveFloorAtom (encoder->floor());
    solver.solveFrom (proposal, prepared, spectrum.values());
}

SourceEstimate UnfoldedModel::estimate() const noexcept
{
    return { spectrum.level(), spectrum.values(), spectrum.valuesAtBins(), sourceModels };
}

} // namespace unbraid::core
