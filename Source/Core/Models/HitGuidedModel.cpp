// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/HitGuidedModel.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include <algorithm>

namespace unbraid::core
{

HitGuidedModel::HitGuidedModel (std::unique_ptr<SourceModel> model, const Dictionary& dictionary)
    : guided (std::move (model))
    , numGated (static_cast<Eigen::Index> (dictionary.sources.size()))
{
    const ModelShape shape = guided->shape();
    gates.prepare (dictionary.sources, shape.geometry.sampleRateHz);
    hasRest = shape.numSources == numGated &&
              std::none_of (dictionary.sources.begin(), dictionary.sources.end(),
                            [] (const Source& source) { return source.name == "residual"; });
    weights.setOnes (shape.numSources, 1 + shape.geometry.lookAhead);
    models.setZero (shape.rowsHz.size(), shape.numSources + (hasRest ? 1 : 0));
}

void HitGuidedModel::reset() noexcept
{
    guided->reset();
    gates.reset();
    weights.setOnes();
}

void HitGuidedModel::setSourceEnabled (Eigen::Index source, bool isOn) noexcept
{
    if (hasRest && source + 1 == models.cols())
        restIsOn = isOn;
    else
        guided->setSourceEnabled (source, isOn);
}

void HitGuidedModel::beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept
{
    const ModelShape shape = guided->shape();
    const bool isPower = shape.spectrum == Spectrum::power;
    gates.moveTo (number * shape.geometry.hop);
    for (Eigen::Index frame = weights.cols() - 1; frame > 0; --frame)
        weights.col (frame) = weights.col (frame - 1);
    for (Eigen::Index source = 0; source < numGated; ++source)
    {
        const HitGate gate = gates.gate (static_cast<size_t> (source));
        weights (source, 0) = isPower ? gate.level * gate.level : gate.level;
        guided->setHitGate (source, gate);
    }
    guided->beginFrame (number, newest, isSilent);
}

bool HitGuidedModel::explain (const Eigen::MatrixXcf& mixture) noexcept
{
    const bool sounds = guided->explain (mixture);
    const Eigen::MatrixXf& found = guided->estimate().sourceModels;
    for (Eigen::Index source = 0; source < found.cols(); ++source)
        models.col (source) = weights (source, weights.cols() - 1) * found.col (source);
    if (hasRest)
        models.col (models.cols() - 1).setConstant (restIsOn ? plainModelFloor : 0.0f);
    return sounds;
}

SourceEstimate HitGuidedModel::estimate() const noexcept
{
    const SourceEstimate found = guided->estimate();
    return { found.level, found.spectrum, found.binSpectrum, models };
}

/** No floor of shares: it would belong to drums that are shut as well. */
ModelShape HitGuidedModel::shape() const noexcept
{
    const ModelShape found = guided->shape();
    return { found.geometry, found.numModelBins, found.rowsHz,     found.bands, models.cols(),
             found.spectrum, found.maskExponent, found.modelFloor, 0.0f };
}

} // namespace unbraid::core
