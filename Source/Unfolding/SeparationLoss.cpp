// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/SeparationLoss.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr double smallestMask = 1e-5; // the power of a mask has no slope at nothing
constexpr double bestShare = 1e-3;    // of the energy: an error 30 dB down is as good as none
constexpr double audibleShare = 1e-3; // of the mixture's energy: a source below it is as good as silent
constexpr double cleanShare = 1e-2;   // of the source's energy: with less error there is little to gain
constexpr double segmentFloor = 1e-8;
constexpr double smallestEnvelope = 1e-10; // a root has no slope at nothing
constexpr int64_t segmentOverlap = 4;      // segments at each frame
constexpr double heardShare = 1e-3;        // of the loudest segment's energy: a source below it pauses
constexpr double quietShare = 1e-4;        // of the mixture's energy: what a silent source may weigh

Tensor compressedError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                        const Tensor& mask)
{
    const Tensor made =
        mask.clamp_min (smallestMask).pow (static_cast<double> (spec.compression)) * targets.compressed;
    const Tensor missing = source.compressed - made;
    // |(mX)^c - S^c|^2, whose last term is constant and left in so that nothing is the best there is
    const Tensor turned = made * (made - 2.0 * source.aligned) + source.compressed.square();
    return (spec.magnitude * missing.square() + spec.complexPart * turned +
            spec.eaten * torch::relu (missing).square())
        .mean ({ 1, 2 });
}

/** sum |mX - S|^2 over the heard bins. */
Tensor errorEnergy (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    return ((mask * (mask * targets.power - 2.0 * source.cross)) * targets.heard).sum ({ 1, 2 }) +
           source.energy;
}

Tensor errorShare (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const Tensor error = errorEnergy (targets, source, mask);
    const Tensor quiet = quietShare * targets.energy;
    return torch::log10 ((error.clamp_min (0.0) + bestShare * source.energy + quiet) /
                         (source.energy + quiet));
}

/** Windows of the envelopes without their mean and of length one, first over time, then over bands.
    returns  [batch x segments x bands x frames] */
Tensor normalisedSegments (const Tensor& envelopes, int64_t frames)
{
    const auto unit = [] (const Tensor& values, int64_t axis)
    {
        const Tensor moved = values - values.mean (axis, true);
        return moved / (moved.square().sum (axis, true) + segmentFloor).sqrt();
    };
    const Tensor segments = envelopes.unfold (1, frames, std::max<int64_t> (1, frames / segmentOverlap));
    return unit (unit (segments, 3), 2);
}

/** 1 - ESTOI's correlation, mean over the segments in which the source is heard. */
Tensor envelopeError (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const auto frames = std::min<int64_t> (targets.segmentFrames, mask.size (1));
    const Tensor power = torch::matmul (mask.square() * targets.power, targets.octaves);
    const Tensor made = normalisedSegments ((power + smallestEnvelope).sqrt(), frames);
    const Tensor wanted = normalisedSegments (source.envelopes, frames);
    const Tensor correlation = (made * wanted).sum ({ 2, 3 }) / static_cast<double> (frames);
    const Tensor energy = source.envelopes.unfold (1, frames, std::max<int64_t> (1, frames / segmentOverlap))
                              .square()
                              .sum ({ 2, 3 });
    const Tensor isHeard = (energy > heardShare * energy.amax (1, true))
                               .logical_and ((source.energy > audibleShare * targets.energy).unsqueeze (1));
    return ((1.0 - correlation) * isHeard).sum (1) / isHeard.sum (1).clamp_min (1);
}
} // namespace

Tensor thirdOctaves (const core::FrameGeometry& geometry)
{
    constexpr int numBands = 15;
    constexpr double lowestHz = 150.0, halfBand = 1.0 / 6.0; // octaves
    const auto numBins = geometry.numBins();
    Tensor bands = torch::zeros ({ numBins, numBands });
    for (Eigen::Index bin = 1; bin < numBins; ++bin)
    {
        const double octaves = std::log2 (geometry.binHz (bin) / lowestHz) + halfBand;
        const auto band = static_cast<int> (std::floor (3.0 * octaves));
        if (band >= 0 && band < numBands)
            bands[bin][band] = 1.0;
    }
    return bands;
}

Tensor sourceLoss (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                   const Tensor& mask)
{
    const Tensor perceived = source.weight * compressedError (spec, targets, source, mask);
    const Tensor loss = perceived + spec.distortion * errorShare (targets, source, mask);
    if (spec.intelligibility == 0.0f)
        return loss.mean();
    return (loss + spec.intelligibility * envelopeError (targets, source, mask)).mean();
}

double sdrGain (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const Tensor unmasked = errorEnergy (targets, source, torch::ones_like (mask));
    const Tensor gain =
        10.0 * torch::log10 ((unmasked + quietShare * targets.energy) /
                             (errorEnergy (targets, source, mask) + quietShare * targets.energy));
    const Tensor isHeard =
        (source.energy > audibleShare * targets.energy).logical_and (unmasked > cleanShare * source.energy);
    return (gain * isHeard).sum().item<double>() / std::max (1.0, isHeard.sum().item<double>());
}

} // namespace unbraid::unfolding
