// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/ConvolutiveModel.h"

#include "Core/Factorisation/Dictionary/ConvolutivePart.h"
#include "Core/Factorisation/Dictionary/PreparedConvolution.h"

namespace unbraid::core
{

const ModelKind convolutiveKind{
    .name = "convolutive",
    .summary = "convolutive",
    .recognises = [] (const Dictionary& dictionary) noexcept { return ! dictionary.tails.empty(); },
    .check = checkTails,
    .tensors = { "W.tails", tailNames, readTails, writeTails },
    .traits = [] (const Dictionary&) noexcept { return ModelTraits{ .takesUpdates = true }; },
    .make = makePrepared<ConvolutiveModel, true>,
};

Status ConvolutiveModel::prepare (const SeparatorSpec& spec, const FrameGeometry& geometry,
                                  const Dictionary& source, const SeparatorSettings& settings)
{
    auto mapped = prepareConvolutive (source, geometry, spec.residualAtoms);
    if (! mapped.ok())
        return mapped.error();
    prepared = std::move (mapped).value();
    if (auto ready = solver.prepare (source, geometry.lookAhead, prepared.hopSeconds(), settings.solver,
                                     settings.adaptation);
        ! ready.ok())
        return ready;
    solver.freeze (settings.frozen);
    newestSpectrum.prepare (prepared);
    spectrum.prepare (prepared);
    silence.setZero (prepared.numRows());
    activations.setZero (prepared.numPaddedAtoms());
    sourceModels.setZero (prepared.numRows(), prepared.numSources());
    prepared.shareAtoms();
    return Done{};
}

void ConvolutiveModel::reset() noexcept
{
    solver.reset();
}

void ConvolutiveModel::set (const SeparatorSettings& settings) noexcept
{
    solver.set (settings.solver, settings.adaptation);
    solver.freeze (settings.frozen);
}

void ConvolutiveModel::beginFrame (Eigen::Index, const Eigen::MatrixXcf& newest, bool isSilent) noexcept
{
    if (isSilent)
        return solver.forgetFrames();
    solver.solve (newestSpectrum.measure (newest, prepared.bands) ? newestSpectrum.unscaled() : silence);
}

bool ConvolutiveModel::explain (const Eigen::MatrixXcf& mixture) noexcept
{
    if (! spectrum.measure (mixture, prepared.bands))
        return false;
    sourceModels = solver.sourceModels() / spectrum.level();
    activations = solver.activations() / spectrum.level();
    return true;
}

SourceEstimate ConvolutiveModel::estimate() const noexcept
{
    return { spectrum.level(), spectrum.values(), spectrum.valuesAtBins(), sourceModels };
}

} // namespace unbraid::core
