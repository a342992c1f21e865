// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameFilling.h"

#include "Unfolding/Batches/FrameShape.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace unbraid::unfolding
{

using Eigen::Index;
using torch::Tensor;

namespace
{
Tensor emptyFrames (Index mixtures, Index frames, Index width)
{
    return torch::empty ({ mixtures, frames, width });
}

/** The mean of Re (X S*) over the channels. */
void meanCross (const Spectra& mixture, const Spectra& source, Eigen::Ref<Eigen::MatrixXf> cross)
{
    cross = mixture[0].cwiseProduct (source[0].conjugate()).real();
    for (size_t channel = 1; channel < mixture.size(); ++channel)
        cross += mixture[channel].cwiseProduct (source[channel].conjugate()).real();
    if (mixture.size() > 1)
        cross /= static_cast<float> (mixture.size());
}
} // namespace

void meanPower (const Spectra& spectra, Eigen::Ref<Eigen::MatrixXf> power)
{
    power = spectra[0].cwiseAbs2();
    for (size_t channel = 1; channel < spectra.size(); ++channel)
        power += spectra[channel].cwiseAbs2();
    if (spectra.size() > 1)
        power /= static_cast<float> (spectra.size());
}

void endBand (Index known, Spectra& spectra)
{
    for (auto& channel : spectra)
        channel.bottomRows (channel.rows() - known).setZero();
}

Eigen::Map<Eigen::MatrixXf> framesOf (Tensor& tensor, Index mixture)
{
    const Index width = tensor.size (2), frames = tensor.size (1);
    return { tensor.data_ptr<float>() + mixture * frames * width, width, frames };
}

void tellVoice (const Eigen::VectorXf& statistics, Index mixture, Tensor& voice, Tensor& isTold)
{
    if (statistics.size() == 0)
        return;
    std::copy_n (statistics.data(), statistics.size(), floatsAt (voice, mixture * statistics.size()));
    isTold[mixture] = 1.0f;
}

Filling beginFilling (const UnfoldingSpec& spec, Index mixtures, Index frames, Index rows, Index bins,
                      Index channels)
{
    Filling filling;
    auto& [input, targets, spread] = filling.batch;
    input.features = emptyFrames (mixtures, frames, spec.network.numFeatures (rows));
    input.spectrum = emptyFrames (mixtures, frames, rows);
    input.floor = torch::zeros ({ mixtures, frames, rows });
    input.levelRatios = torch::ones ({ mixtures, frames });
    input.levels = torch::ones ({ mixtures, frames });
    if (spec.network.longRows > 0)
        input.longWindow = torch::zeros ({ mixtures, frames, core::longWindowParts, spec.network.longRows });
    if (spec.network.speakerValues > 0)
    {
        input.voice = torch::zeros ({ mixtures, core::numVoiceStatistics });
        input.isTold = torch::zeros ({ mixtures, 1 });
    }
    targets.power = emptyFrames (mixtures, frames, bins);
    targets.compressed = emptyFrames (mixtures, frames, bins);
    targets.energy = torch::empty ({ mixtures });
    for (const auto index : learnedSources (spec))
        targets.sources.push_back ({ index, emptyFrames (mixtures, frames, bins),
                                     emptyFrames (mixtures, frames, bins),
                                     emptyFrames (mixtures, frames, bins), torch::empty ({ mixtures }),
                                     torch::empty ({ mixtures }), Tensor(), Tensor() });
    if (spec.hasNotes())
        for (auto* values : { &targets.notes.onsets, &targets.notes.sounding })
            *values = torch::zeros ({ mixtures, frames, numNotePitches });
    filling.mixture.assign (static_cast<size_t> (channels), Eigen::MatrixXcf (bins, frames));
    filling.source = filling.mixture;
    return filling;
}

void fillMixture (const LossSpec& spec, const Eigen::ArrayXf& energyWeights, Filling& filling, Index index)
{
    endBand (filling.known, filling.mixture);
    auto& targets = filling.batch.targets;
    auto power = framesOf (targets.power, index);
    meanPower (filling.mixture, power);
    power.array() += smallestPower;
    framesOf (targets.compressed, index).topRows (filling.known) =
        power.topRows (filling.known).array().pow (0.5f * spec.compression);
    targets.energy[index] = (power.array().colwise() * energyWeights).sum();
}

void fillSource (const LossSpec& spec, const Eigen::ArrayXf& energyWeights, Filling& filling,
                 SourceTargets& target, Index index)
{
    auto& targets = filling.batch.targets;
    Eigen::MatrixXf mean (filling.source[0].rows(), filling.source[0].cols());
    meanPower (filling.source, mean);
    const Eigen::ArrayXXf power = mean.array() + smallestPower;
    auto cross = framesOf (target.cross, index);
    auto compressed = framesOf (target.compressed, index);
    meanCross (filling.mixture, filling.source, cross);
    const auto known = filling.known;
    compressed.topRows (known) = power.topRows (known).pow (0.5f * spec.compression);
    framesOf (target.aligned, index).topRows (known) =
        compressed.topRows (known).array() * cross.topRows (known).array() /
        (power.topRows (known) * framesOf (targets.power, index).topRows (known).array()).sqrt();
    const float energy = (power.colwise() * energyWeights).sum();
    target.energy[index] = energy;
    const float mixed = targets.energy[index].item<float>();
    const float knownShare = static_cast<float> (filling.known) / static_cast<float> (power.rows());
    const float count = knownShare * static_cast<float> (power.size());
    const float level =
        std::sqrt (std::max (energy, quietestTarget * quietestTarget * mixed) / count) + smallestLevel;
    target.weight[index] = loudness * std::pow (level, -2.0f * spec.compression) / knownShare;
}

void shapeTarget (float gain, Filling& filling)
{
    endBand (filling.known, filling.source);
    for (size_t channel = 0; gain > 0.0f && channel < filling.source.size(); ++channel)
        filling.source[channel] = (1.0f - gain) * filling.source[channel] + gain * filling.mixture[channel];
}

void fillSpectrum (const Spectra& values, Tensor& spectrum, Index index)
{
    const auto batch = static_cast<Index> (spectrum.size (0)) / static_cast<Index> (values.size());
    auto* first = reinterpret_cast<std::complex<float>*> (spectrum.data_ptr<c10::complex<float>>());
    for (const auto& channel : values)
    {
        Eigen::Map<Eigen::MatrixXcf> (first + index * channel.size(), channel.rows(), channel.cols()) =
            channel;
        index += batch;
    }
}

void fillEnvelopes (const Tensor& octaves, Filling& filling, SourceTargets& target, Index index)
{
    Tensor power = emptyFrames (1, filling.source[0].cols(), filling.source[0].rows());
    meanPower (filling.source, framesOf (power, 0));
    target.envelopes[index] = torch::matmul (power[0], octaves).sqrt();
}

void forgetAboveBand (Filling& filling, Index index)
{
    const auto forget = [&] (Tensor& values)
    {
        auto frames = framesOf (values, index);
        frames.bottomRows (frames.rows() - filling.known).setZero();
    };
    auto& targets = filling.batch.targets;
    targets.known.push_back (filling.known);
    forget (targets.power);
    forget (targets.compressed);
    for (auto& target : targets.sources)
        for (auto* values : { &target.compressed, &target.aligned, &target.cross })
            forget (*values);
}

} // namespace unbraid::unfolding
