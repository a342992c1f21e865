// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/SeparationLoss.h"

#include "Unfolding/Kernels/LossKernels.h"

#include <torch/autograd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr double bestShare = 1e-3;    // of the energy: an error 30 dB down is as good as none
constexpr double audibleShare = 1e-3; // of the mixture's energy: a source below it is as good as silent
constexpr double cleanShare = 1e-2;   // of the source's energy: with less error there is little to gain
constexpr double segmentFloor = 1e-8;
constexpr double smallestEnvelope = 1e-10; // a root has no slope at nothing
constexpr int64_t segmentOverlap = 4;      // segments at each frame
constexpr double soundingShare = 1e-3;     // of the loudest segment's energy: a source below it pauses
constexpr double pausingShare = 3e-4;      // of the loudest frame's energy: 35 dB
constexpr double silentShare = 1e-6;       // the same: a frame of a mixture below it is digital silence
constexpr double smallestEnergy = 1e-12;   // of a frame: nothing is divided by nothing
constexpr double leftShare = 1e-3;         // of a frame's energy: 30 dB down is as good as gone
constexpr double bestRegionShare = 1e-2;   // of a region's energy: an error 20 dB down is as good as none
constexpr double faintRegionShare = 1e-5;  // of the source's energy: a region below it is not heard
constexpr double buriedShare = 1e-2; // of the mixture's energy in a region: a source below it is lost in it
constexpr double quietShare = 1e-4;  // of the mixture's energy: what a silent source may weigh

/** sum |mX - S|^2 over the weighted bins. */
Tensor errorEnergy (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const Tensor energy =
        ((mask * (mask * targets.power - 2.0 * source.cross)) * targets.energyWeights).sum ({ 1, 2 }) +
        source.energy;
    return energy.clamp_min (0.0); // of a source alone what is left is rounding, of either sign
}

/** Every term of the loss but the last, one value a mixture, and its slopes over the mask, in one go over the bins. */
class BinLoss : public torch::autograd::Function<BinLoss>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& mask, const LossSpec& spec,
                           const LossTargets& targets, const SourceTargets& source)
    {
        const Tensor shares = mask.detach().contiguous();
        const Tensor losses = torch::empty ({ shares.size (0) });
        const Tensor slopes = torch::zeros_like (shares);
        for (int64_t mixture = 0; mixture < shares.size (0); ++mixture)
            losses[mixture] = judge (spec, targets, source, shares, slopes, mixture);
        context->save_for_backward ({ slopes });
        return losses;
    }

    static tensor_list backward (AutogradContext* context, tensor_list outer)
    {
        const Tensor slopes = context->get_saved_variables()[0];
        return { slopes * outer[0].view ({ -1, 1, 1 }), Tensor(), Tensor(), Tensor() };
    }

private:
    /** The loss of one mixture; leaves its slopes. */
    static double judge (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                         const Tensor& shares, const Tensor& slopes, int64_t mixture)
    {
        const auto frames = shares.size (1), bins = shares.size (2);
        const auto known = targets.known.empty() ? bins : targets.known[static_cast<size_t> (mixture)];
        const auto at = [&] (const Tensor& values, int64_t frame)
        { return values.data_ptr<float>() + (mixture * frames + frame) * bins; };
        const auto targetsAt = [&] (int64_t frame)
        {
            return BinTargets{ static_cast<size_t> (known),
                               at (targets.compressed, frame),
                               at (targets.power, frame),
                               at (source.compressed, frame),
                               at (source.aligned, frame),
                               at (source.cross, frame),
                               targets.energyWeights.data_ptr<float>() };
        };
        const double own = source.energy[mixture].item<double>();
        const double quiet = quietShare * targets.energy[mixture].item<double>();
        double perceived = 0.0, energy = own;
        for (int64_t frame = 0; frame < frames; ++frame)
        {
            const auto errors = judgeMask (spec, targetsAt (frame), at (shares, frame), at (slopes, frame));
            perceived += static_cast<double> (errors.perceived);
            energy += static_cast<double> (errors.energy);
        }
        const double weight = source.weight[mixture].item<double>() / static_cast<double> (frames * bins);
        const double error = std::max (energy, 0.0) + bestShare * own + quiet;
        const double overEnergy =
            energy > 0.0 ? static_cast<double> (spec.distortion) / (error * std::numbers::ln10) : 0.0;
        for (int64_t frame = 0; frame < frames; ++frame)
            joinSlopes (static_cast<float> (weight), static_cast<float> (overEnergy), targetsAt (frame),
                        at (shares, frame), at (slopes, frame));
        return weight * perceived +
               static_cast<double> (spec.distortion) * std::log10 (error / (own + quiet));
    }
};

/** Overlapping windows of the envelopes.
    returns  [batch x segments x bands x frames] */
Tensor segmentsOf (const Tensor& envelopes, int64_t frames)
{
    return envelopes.unfold (1, frames, std::max<int64_t> (1, frames / segmentOverlap));
}

/** Segments without their mean and of length one, first over time, then over bands. */
Tensor normalised (const Tensor& segments)
{
    const auto unit = [] (const Tensor& values, int64_t axis)
    {
        const Tensor moved = values - values.mean (axis, true);
        return moved / (moved.square().sum (axis, true) + segmentFloor).sqrt();
    };
    return unit (unit (segments, 3), 2);
}

/** 1 - ESTOI's correlation, mean over the segments in which the source is active. */
Tensor envelopeError (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const auto frames = std::min<int64_t> (targets.segmentFrames, mask.size (1));
    const Tensor power = torch::matmul (mask.square() * targets.power, targets.octaves);
    const Tensor made = segmentsOf ((power + smallestEnvelope).sqrt(), frames);
    const Tensor wanted = segmentsOf (source.envelopes, frames);
    const Tensor correlation =
        (normalised (made) * normalised (wanted)).sum ({ 2, 3 }) / static_cast<double> (frames);
    const Tensor energy = wanted.square().sum ({ 2, 3 });
    const Tensor isActive = (energy > soundingShare * energy.amax (1, true))
                                .logical_and ((source.energy > audibleShare * targets.energy).unsqueeze (1));
    return ((1.0 - correlation) * isActive).sum (1) / isActive.sum (1).clamp_min (1);
}

/** The power of a source from what the loss keeps of it. */
Tensor powerOf (const LossSpec& spec, const SourceTargets& source)
{
    return source.compressed.pow (2.0 / static_cast<double> (spec.compression));
}

/** 0 where the source is not active: its level would be that of the residual. */
Tensor loudnessError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                      const Tensor& mask)
{
    const Tensor isActive = source.energy > audibleShare * targets.energy;
    return isActive *
           perceptualError (targets.barkBands, powerOf (spec, source), mask.square() * targets.power);
}

Tensor frameEnergy (const Tensor& power, const LossTargets& targets)
{
    return (power * targets.energyWeights).sum (2);
}
} // namespace

Tensor regionError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                    const Tensor& mask)
{
    const Tensor members = targets.regions * targets.energyWeights.unsqueeze (1);
    const auto energyOf = [&] (const Tensor& power) { return torch::matmul (power.sum (1), members); };
    const Tensor own = energyOf (powerOf (spec, source)), mixed = energyOf (targets.power);
    const Tensor error = own + energyOf (mask * (mask * targets.power - 2.0 * source.cross));
    const Tensor counts =
        (own > faintRegionShare * own.sum (1, true)).logical_and (own > buriedShare * mixed);
    const Tensor least = bestRegionShare * own + smallestEnergy;
    const Tensor decades = torch::log10 ((error.clamp_min (0.0) + least) / (own + smallestEnergy));
    return torch::where (counts, decades, torch::zeros_like (decades)).sum (1) / counts.sum (1).clamp_min (1);
}

Tensor pauseError (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                   const Tensor& mask)
{
    const Tensor own = frameEnergy (powerOf (spec, source), targets);
    const Tensor whole = frameEnergy (targets.power, targets);
    const Tensor pauses =
        (own < pausingShare * own.amax (1, true)).logical_or (own < pausingShare * whole.mean (1, true));
    const Tensor counts = pauses.logical_and (whole > silentShare * whole.amax (1, true));
    const Tensor least = leftShare * whole + smallestEnergy;
    const Tensor decades =
        torch::log10 ((frameEnergy (mask.square() * targets.power, targets) + least) / least);
    return torch::where (counts, decades, torch::zeros_like (decades)).sum (1) / counts.sum (1).clamp_min (1);
}

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

Tensor spectralRegions (const core::FrameGeometry& geometry)
{
    constexpr std::array ends{ 500.0, 2000.0, 8000.0, std::numeric_limits<double>::infinity() };
    const auto numBins = geometry.numBins();
    Tensor regions = torch::zeros ({ numBins, static_cast<int64_t> (ends.size()) });
    for (Eigen::Index bin = 0; bin < numBins; ++bin)
        regions[bin][std::ranges::upper_bound (ends, geometry.binHz (bin)) - ends.begin()] = 1.0;
    return regions;
}

Tensor plainBinLoss (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                     const Tensor& mask)
{
    const Tensor made =
        mask.clamp_min (static_cast<double> (smallestMask)).pow (spec.compression) * targets.compressed;
    const Tensor missing = source.compressed - made;
    const Tensor turned = made * (made - 2.0 * source.aligned) + source.compressed.square();
    const Tensor perceived = spec.magnitude * missing.square() + spec.complexPart * turned +
                             spec.overSuppression * missing.clamp_min (0.0).square();
    const Tensor best = bestShare * source.energy, quiet = quietShare * targets.energy;
    const Tensor error = errorEnergy (targets, source, mask) + best + quiet;
    return source.weight * perceived.mean (at::IntArrayRef{ 1, 2 }) +
           spec.distortion * torch::log10 (error / (source.energy + quiet));
}

Tensor sourceLoss (const LossSpec& spec, const LossTargets& targets, const SourceTargets& source,
                   const Tensor& mask)
{
    Tensor loss = mask.is_cpu() ? Tensor (BinLoss::apply (mask, spec, targets, source))
                                : plainBinLoss (spec, targets, source, mask);
    if (spec.intelligibility > 0.0f)
        loss = loss + spec.intelligibility * envelopeError (targets, source, mask);
    if (spec.waveform > 0.0f)
        loss = loss + spec.waveform * waveformError (targets.waveform, source.spectrum, mask);
    if (spec.perceptual > 0.0f)
        loss = loss + spec.perceptual * loudnessError (spec, targets, source, mask);
    if (spec.regions > 0.0f)
        loss = loss + spec.regions * regionError (spec, targets, source, mask);
    if (spec.pauses > 0.0f)
        loss = loss + spec.pauses * pauseError (spec, targets, source, mask);
    return loss.mean();
}

double sdrGain (const LossTargets& targets, const SourceTargets& source, const Tensor& mask)
{
    const Tensor unmasked = errorEnergy (targets, source, torch::ones_like (mask));
    const Tensor gain =
        10.0 * torch::log10 ((unmasked + quietShare * targets.energy) /
                             (errorEnergy (targets, source, mask) + quietShare * targets.energy));
    const Tensor isActive =
        (source.energy > audibleShare * targets.energy).logical_and (unmasked > cleanShare * source.energy);
    return (gain * isActive).sum().item<double>() / std::max (1.0, isActive.sum().item<double>());
}

} // namespace unbraid::unfolding
