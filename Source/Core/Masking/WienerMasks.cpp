// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/WienerMasks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::core
{

namespace
{
constexpr float totalFloor = 1e-18f; // of sum_i P_i^e, for frames of unit mean: below it the bin is silent
constexpr double topOctaveSeconds =
    0.05; // smoothing of the mask above the model, so that hiss does not flutter
} // namespace

void WienerMasks::prepare (Eigen::Index numBins, Eigen::Index numModelBins, Eigen::Index numSources,
                           float exponent, double hopSeconds, const BandMap& modelBands)
{
    bands = modelBands;
    maskExponent = exponent;
    hop = hopSeconds;
    modelBins = numModelBins;
    masks.resize (numBins, numSources);
    shares.resize (numSources);
    topOctave.resize (numSources);
    bandMasks.resize (bands.numBands(), numSources);
    floors.setZero (numSources);
    heirs = Eigen::RowVectorX<Eigen::Index>::LinSpaced (numSources, 0, numSources - 1);
    powers.setZero (std::max (numModelBins, bands.numBands()), numSources);
    totals.setZero (powers.rows());
    reset();
}

void WienerMasks::setSmoothing (float seconds) noexcept
{
    smoothing = seconds > 0.0f ? static_cast<float> (std::exp (-hop / static_cast<double> (seconds))) : 0.0f;
}

void WienerMasks::reset() noexcept
{
    masks.setConstant (1.0f / static_cast<float> (masks.cols()));
    bandMasks.setConstant (1.0f / static_cast<float> (masks.cols()));
    topOctave.setConstant (1.0f / static_cast<float> (masks.cols()));
    isFirst = true;
}

void WienerMasks::update (const Eigen::MatrixXf& models, const Eigen::VectorXf& spectrum) noexcept
{
    if (bands.numBands() == 0)
        updateRows (models, modelBins, masks);
    else
    {
        updateRows (models, bandMasks.rows(), bandMasks);
        bands.spread (bandMasks, masks);
    }
    extendAboveModel (spectrum);
    isFirst = false;
}

/** Column by column, so that the processor's lanes are rows. Where the model's total is no share, the last masks stay. */
void WienerMasks::updateRows (const Eigen::MatrixXf& models, Eigen::Index numRows,
                              Eigen::MatrixXf& rows) noexcept
{
    const float kept = isFirst ? 0.0f : smoothing;
    auto total = totals.head (numRows);
    total.setZero();
    for (Eigen::Index source = 0; source < models.cols(); ++source)
    {
        auto power = powers.col (source).head (numRows);
        raise (models.col (source).head (numRows), power);
        power.array() += floors[source];
        total += power;
    }
    for (Eigen::Index source = 0; source < models.cols(); ++source)
        if (heirs[source] != source)
        {
            powers.col (heirs[source]).head (numRows) += powers.col (source).head (numRows);
            powers.col (source).head (numRows).setZero();
        }
    for (Eigen::Index source = 0; source < models.cols(); ++source)
    {
        auto mask = rows.col (source).head (numRows).array();
        const auto power = powers.col (source).head (numRows).array();
        mask = (total.array() > totalFloor && total.array() <= std::numeric_limits<float>::max())
                   .select (kept * mask + (1.0f - kept) * power / total.array(), mask);
    }
}

/** P_j^e */
void WienerMasks::raise (const Eigen::Ref<const Eigen::VectorXf>& model,
                         Eigen::Ref<Eigen::VectorXf> power) const noexcept
{
    if (maskExponent == 1.0f)
        power = model;
    else if (maskExponent == 2.0f)
        power.array() = model.array().square();
    else
        power.array() = model.array().pow (maskExponent);
}

void WienerMasks::extendAboveModel (const Eigen::VectorXf& spectrum) noexcept
{
    if (modelBins == masks.rows())
        return;
    const Eigen::Index from = modelBins / 2;
    const Eigen::Index count = modelBins - from;
    const float energy = spectrum.segment (from, count).sum();
    if (energy > 0.0f)
    {
        const float kept = isFirst ? 0.0f : static_cast<float> (std::exp (-hop / topOctaveSeconds));
        for (Eigen::Index source = 0; source < masks.cols(); ++source)
            shares[source] = spectrum.segment (from, count).dot (masks.col (source).segment (from, count));
        shares /= shares.sum();
        topOctave = kept * topOctave + (1.0f - kept) * shares;
    }
    for (Eigen::Index source = 0; source < masks.cols(); ++source)
        masks.col (source).tail (masks.rows() - modelBins).setConstant (topOctave[source]);
}

} // namespace unbraid::core
