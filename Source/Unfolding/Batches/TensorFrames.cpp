// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/TensorFrames.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Network/EncoderCopies.h"
#include "Core/Factorisation/Network/EncoderFeatures.h"
#include "Core/Factorisation/Network/LongWindowFeatures.h"
#include "Unfolding/Batches/FrameFilling.h"
#include "Unfolding/Kernels/DeviceScans.h"
#include "Unfolding/Kernels/FeatureScan.h"
#include "Unfolding/Kernels/Tensors.h"

#include <torch/fft.h>
#include <torch/utils.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using torch::Tensor;

/** A band's mean over the bins. [bins x rows] */
Tensor gatherMatrix (const core::BandMap& bands)
{
    Eigen::MatrixXf weights (bands.numBins(), bands.numBands());
    Eigen::VectorXf one = Eigen::VectorXf::Zero (bands.numBins()), rows (bands.numBands());
    for (Index bin = 0; bin < bands.numBins(); ++bin)
    {
        one[bin] = 1.0f;
        bands.gather (one, rows);
        weights.row (bin) = rows.transpose();
        one[bin] = 0.0f;
    }
    return tensorFrom (weights);
}

/** The mean over the channels. spectra [channels x ..] */
Tensor meanPower (const Tensor& spectra)
{
    return torch::view_as_real (spectra).square().sum (-1).mean (0);
}

Tensor meanCross (const Tensor& mixture, const Tensor& source)
{
    return (torch::view_as_real (mixture) * torch::view_as_real (source)).sum (-1).mean (0);
}

Tensor longWindowBins (const FrameShape& shape, int numRows)
{
    const auto bins = core::longWindowBins (shape.centresHz, numRows, shape.geometry.binHz (1));
    return torch::tensor (std::vector<int64_t> (bins.begin(), bins.end()), torch::kInt64);
}

/** [parts x rows x frames], from the oldest frame */
Tensor longWindowTurns (const FrameShape& shape, int numRows)
{
    std::vector<Tensor> turns;
    for (const auto& part : core::longWindowTurns (shape.centresHz, numRows, shape.hopSeconds))
        turns.push_back (torch::complex (tensorFrom (part.real()), tensorFrom (part.imag())));
    return torch::stack (turns).flip (2);
}

Tensor halfLog10 (const Tensor& values)
{
    return torch::log10 (values) * 0.5;
}

/** As core::compareWithLevel. */
Tensor overLevel (const Tensor& values, const Tensor& levels)
{
    return halfLog10 ((values / levels).square() + core::minFeatureOverLevel) + core::featureCentre;
}

/** What tells the voices of the mixtures, where any is told. */
void putVoices (std::span<const Mixture> mixtures, SoundBatch& batch)
{
    if (std::all_of (mixtures.begin(), mixtures.end(),
                     [] (const auto& mixture) { return mixture.voice.size() == 0; }))
        return;
    const auto count = static_cast<int64_t> (mixtures.size());
    batch.voice = torch::zeros ({ count, core::numVoiceStatistics });
    batch.isTold = torch::zeros ({ count, 1 });
    for (int64_t index = 0; index < count; ++index)
        tellVoice (mixtures[static_cast<size_t> (index)].voice, index, batch.voice, batch.isTold);
}
} // namespace

SoundBatch soundsOf (std::span<const Mixture> mixtures, bool isPinned)
{
    const auto& first = mixtures.front();
    const auto numChannels = static_cast<int64_t> (channelsOf (first).size());
    const auto size = static_cast<int64_t> (first.stems.size());
    SoundBatch batch;
    batch.stems = torch::empty (
        { numChannels, static_cast<int64_t> (mixtures.size()), first.stems.cols(), first.stems.rows() },
        torch::TensorOptions().pinned_memory (isPinned));
    for (size_t index = 0; index < mixtures.size(); ++index)
    {
        const auto channels = channelsOf (mixtures[index]);
        for (size_t channel = 0; channel < channels.size(); ++channel)
            std::copy_n (
                channels[channel]->stems.data(), size,
                floatsAt (batch.stems, static_cast<int64_t> (channel * mixtures.size() + index) * size));
        batch.bandsHz.push_back (mixtures[index].recipe.bandHz);
        batch.notes.push_back (mixtures[index].notes);
    }
    putVoices (mixtures, batch);
    return batch;
}

core::Result<TensorFrames> TensorFrames::create (const UnfoldingSpec& spec, core::LatencyMode mode,
                                                 torch::Device device)
{
    auto shape = FrameShape::create (spec, mode);
    if (! shape.ok())
        return shape.error();
    return TensorFrames (spec, std::move (shape).value(), device);
}

TensorFrames::TensorFrames (const UnfoldingSpec& wanted, FrameShape common, torch::Device device)
    : spec (wanted)
    , shape (std::move (common))
    , window (torch::from_blob (shape.window.data(), { shape.window.size() }).clone() / shape.window.norm())
    , gather (gatherMatrix (shape.bands))
{
    if (const int longRows = spec.network.longRows; longRows > 0)
    {
        longBins = longWindowBins (shape, longRows);
        longTurns = longWindowTurns (shape, longRows);
    }
    for (auto* values :
         { &window, &gather, &longBins, &longTurns, &shape.spread, &shape.energyWeights, &shape.octaves,
           &shape.regions, &shape.barkBands.members, &shape.barkBands.thresholds })
        if (values->defined())
            *values = values->to (device);
}

/** samples [.. x samples]; returns [.. x frames x bins], a frame ending with every hop. */
Tensor TensorFrames::transform (const Tensor& samples) const
{
    const auto length = window.size (0);
    const Tensor padded = torch::constant_pad_nd (samples, { length - shape.geometry.hop, 0 });
    const Tensor frames = padded.unfold (-1, length, shape.geometry.hop) * window;
    return torch::fft::rfft (frames, shape.geometry.fft).narrow (-1, 0, shape.numBins());
}

/** power [batch x frames x bins] */
NetInput TensorFrames::inputOf (const Tensor& power) const
{
    Tensor rows = torch::matmul (power, gather);
    if (spec.network.spectrum == core::Spectrum::magnitude)
        rows = rows.sqrt();
    const Tensor means = rows.mean (2) + core::smallestFrameMean;
    NetInput input;
    input.spectrum = rows / means.unsqueeze (2) + core::unfoldedModelFloor;
    const auto numFrames = means.size (1);
    input.levelRatios = torch::ones_like (means);
    input.levelRatios.narrow (1, 1, numFrames - 1) =
        means.narrow (1, 0, numFrames - 1) / means.narrow (1, 1, numFrames - 1);
    putFeatures (rows, means, input);
    return input;
}

/** As core::EncoderFeatures. */
void TensorFrames::putFeatures (const Tensor& rows, const Tensor& means, NetInput& input) const
{
    const auto [levels, floors] = followed (rows.contiguous(), means.contiguous());
    input.levels = levels;
    const Tensor ofLevel = overLevel (rows, levels.unsqueeze (2));
    input.floor = torch::zeros_like (rows);
    if (! spec.network.usesFloor)
    {
        input.features = ofLevel;
        return;
    }
    if (spec.network.hasFloorAtom)
        input.floor = floors / floors.sum (2, true);
    input.features = torch::cat ({ ofLevel, halfLog10 ((rows / floors).square() + 1.0) }, 2);
}

/** The running levels [batch x frames] and floors [batch x frames x rows]. */
std::pair<Tensor, Tensor> TensorFrames::followed (const Tensor& rows, const Tensor& means) const
{
    if (! rows.is_cpu() && ! hasDeviceScans())
    {
        const auto [levels, floors] = followed (rows.cpu(), means.cpu());
        return { levels.to (rows.device()), floors.to (rows.device()) };
    }
    const auto rates = core::featureRates (shape.hopSeconds);
    const Tensor levels = torch::empty_like (means), floors = torch::empty_like (rows);
    const FeatureScan scan{ rows.size (0),    rows.size (1),   rows.size (2),     rates.rising,
                            rates.falling,    rates.sinking,   rates.growth,      core::minFeatureFloor,
                            floatsAt (means), floatsAt (rows), floatsAt (levels), floatsAt (floors) };
    if (rows.is_cpu())
        scanFeatures (scan);
    else if (const auto* failure = scanFeaturesOnDevice (scan))
        throw std::runtime_error (std::string ("the device could not follow the floors (") + failure + ")");
    return { levels, floors };
}

/** One up to the last known bin of each mixture, zero above. returns [batch x 1 x bins] */
Tensor TensorFrames::isKnown (const std::vector<int64_t>& known) const
{
    const Tensor ends =
        torch::tensor (known).to (window.device(), torch::kInt64, true).reshape ({ -1, 1, 1 });
    return (torch::arange (shape.numBins(), ends.options()) < ends).to (torch::kFloat);
}

/** mixture  [channels x batch x frames x bins], zero where nothing is known */
void TensorFrames::putMixture (const Tensor& mixture, LossTargets& targets) const
{
    targets.power = meanPower (mixture) + smallestPower;
    targets.compressed = targets.power.pow (0.5 * static_cast<double> (spec.loss.compression));
    targets.energy = (targets.power * shape.energyWeights).sum ({ 1, 2 });
    if (spec.loss.waveform > 0.0f)
        targets.waveform = { mixture.flatten (0, 1), window * static_cast<double> (shape.window.norm()),
                             shape.geometry.hop, shape.geometry.fft };
}

/** As fillSource. */
void TensorFrames::putSource (const Tensor& mixture, const Tensor& source, const Tensor& known,
                              const LossTargets& targets, SourceTargets& target) const
{
    const auto compression = static_cast<double> (spec.loss.compression);
    const Tensor plain = meanPower (source), power = plain + smallestPower;
    target.cross = meanCross (mixture, source);
    target.compressed = power.pow (0.5 * compression);
    target.aligned = target.compressed * target.cross / (power * targets.power).sqrt();
    target.compressed = target.compressed * known;
    target.energy = (power * shape.energyWeights).sum ({ 1, 2 });
    const Tensor share = known.mean ({ 1, 2 });
    const auto size = static_cast<double> (power.size (1) * power.size (2));
    const Tensor heard = torch::maximum (target.energy, targets.energy * (quietestTarget * quietestTarget));
    const Tensor level = (heard / (share * size)).sqrt() + smallestLevel;
    target.weight = loudness * level.pow (-2.0 * compression) / share;
    if (spec.loss.intelligibility > 0.0f)
        target.envelopes = torch::matmul (plain, shape.octaves).sqrt();
    if (spec.loss.waveform > 0.0f)
        target.spectrum = source.flatten (0, 1);
}

/** As core::LongWindowFeatures.
    whole  [channels x batch x frames x bins] */
void TensorFrames::putLongWindow (const Tensor& whole, NetInput& input) const
{
    const Tensor low = whole.index_select (3, longBins).transpose (2, 3); // frames last
    const Tensor past =
        torch::constant_pad_nd (low, { core::longWindowFrames - 1, 0 })
            .unfold (3, core::longWindowFrames, 1); // [channels x batch x rows x frames x the last frames]
    const Tensor sums = torch::einsum ("cbrtm,prm->cbtpr", { past, longTurns });
    Tensor values = meanPower (sums);
    if (spec.network.spectrum == core::Spectrum::magnitude)
        values = values.sqrt();
    input.longWindow = overLevel (values, input.levels.unsqueeze (2).unsqueeze (3));
}

void TensorFrames::putVoice (const SoundBatch& sounds, NetInput& input) const
{
    if (spec.network.speakerValues == 0)
        return;
    const auto count = input.features.size (0);
    const bool isAnyTold = sounds.voice.defined();
    const auto options = input.features.options();
    input.voice = isAnyTold ? sounds.voice : torch::zeros ({ count, core::numVoiceStatistics }, options);
    input.isTold = isAnyTold ? sounds.isTold : torch::zeros ({ count, 1 }, options);
}

FrameBatch TensorFrames::make (const SoundBatch& sounds, double endHz) const
{
    const torch::NoGradGuard noGradients;
    FrameBatch batch;
    auto& targets = batch.targets;
    batch.spread = shape.spread;
    shape.describe (targets);
    for (const double hz : sounds.bandsHz)
        targets.known.push_back (shape.binsUpTo (std::min (endHz, hz)));
    const Tensor known = isKnown (targets.known);
    const std::vector<int64_t> ends{ shape.binsUpTo (endHz) };
    const Tensor whole = transform (sounds.stems.sum (2)) * isKnown (ends);
    batch.input = inputOf (meanPower (whole));
    batch.input.frameSeconds = shape.hopSeconds;
    if (spec.network.longRows > 0)
        putLongWindow (whole, batch.input);
    batch.input.heardRows = shape.rowsUpTo (endHz);
    putVoice (sounds, batch.input);
    const Tensor mixture = whole * known;
    putMixture (mixture, targets);
    const auto residual = static_cast<double> (spec.loss.residual());
    for (const auto index : learnedSources (spec))
    {
        Tensor source = transform (sounds.stems.select (2, static_cast<int64_t> (index))) * known;
        if (residual > 0.0)
            source = (1.0 - residual) * source + residual * mixture;
        auto& target = targets.sources.emplace_back();
        target.index = index;
        putSource (mixture, source, known, targets, target);
    }
    targets.power = targets.power * known; // above the band no term of the loss depends on the masks
    targets.compressed = targets.compressed * known;
    if (spec.hasNotes())
    {
        const auto numMixtures = static_cast<int64_t> (sounds.notes.size());
        for (auto* values : { &targets.notes.onsets, &targets.notes.sounding })
            *values = torch::zeros ({ numMixtures, shape.numFrames, numNotePitches });
        for (int64_t index = 0; index < numMixtures; ++index)
            fillNotes (sounds.notes[static_cast<size_t> (index)], shape.hopSeconds, index, targets.notes);
        for (auto* values : { &targets.notes.onsets, &targets.notes.sounding })
            *values = values->to (window.device());
    }
    return batch;
}

} // namespace unbraid::unfolding
