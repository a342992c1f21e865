// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameShape.h"

#include "Core/Factorisation/Network/HeardRows.h"
#include "Unfolding/Kernels/Tensors.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double rumbleHz = 80.0;        // below it errors count little, as in the scores
constexpr float rumbleWeight = 0.1f;     // of such bins
constexpr double segmentSeconds = 0.384; // over which envelopes are compared: Jensen & Taal 2016

torch::Tensor binWeights (const core::FrameGeometry& geometry, Index numBins)
{
    torch::Tensor weights = torch::ones ({ numBins });
    for (Index bin = 0; bin < numBins && geometry.binHz (bin) < rumbleHz; ++bin)
        weights[bin] = rumbleWeight;
    return weights;
}
} // namespace

std::vector<size_t> learnedSources (const UnfoldingSpec& spec)
{
    std::vector<size_t> marked, all;
    for (size_t index = 0; index < spec.sources.size(); ++index)
    {
        all.push_back (index);
        if (spec.sources[index].isTarget)
            marked.push_back (index);
    }
    return marked.empty() ? all : marked;
}

core::Result<FrameShape> FrameShape::create (const UnfoldingSpec& spec, core::LatencyMode mode)
{
    const auto geometry = trainingGeometry (spec, mode);
    if (! geometry.ok())
        return geometry.error();
    FrameShape shape;
    shape.geometry = geometry.value();
    const double rateHz = spec.mixing.sampleRateHz;
    shape.hopSeconds = static_cast<double> (shape.geometry.hop) / rateHz;
    shape.numFrames = spec.mixing.numSamples() / shape.geometry.hop;
    shape.window = core::makeWindowPair (shape.geometry).analysis;
    const auto rows = rowFrequencies (spec);
    shape.centresHz = rows;
    shape.bands.prepare (rows, shape.geometry);
    Eigen::MatrixXf spread (shape.numBins(), rows.size());
    shape.bands.spread (Eigen::MatrixXf::Identity (rows.size(), rows.size()), spread);
    shape.spread = tensorFrom (spread.transpose());
    shape.energyWeights = binWeights (shape.geometry, shape.numBins());
    shape.octaves = thirdOctaves (shape.geometry).narrow (0, 0, shape.numBins());
    shape.regions = spectralRegions (shape.geometry).narrow (0, 0, shape.numBins());
    if (spec.loss.perceptual > 0.0f)
        shape.barkBands = halfBarkBands (shape.geometry, shape.numBins());
    shape.segmentFrames = std::lround (segmentSeconds / shape.hopSeconds);
    return shape;
}

Index FrameShape::binsUpTo (double hz) const
{
    const auto all = static_cast<double> (numBins());
    return static_cast<Index> (std::min (std::floor (hz / geometry.binHz (1)) + 1.0, all));
}

Index FrameShape::rowsUpTo (double hz) const
{
    return core::rowsBelow (centresHz, hz);
}

void FrameShape::describe (LossTargets& batch) const
{
    batch.energyWeights = energyWeights;
    batch.octaves = octaves;
    batch.regions = regions;
    batch.barkBands = barkBands;
    batch.segmentFrames = segmentFrames;
}

} // namespace unbraid::unfolding
