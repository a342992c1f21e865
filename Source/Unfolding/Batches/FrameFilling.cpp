// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameFilling.h"

#include <algorithm>
#include <cmath>
#include <complex>

namespace unbraid::unfolding
{

using Eigen::Index;
using torch::Tensor;

namespace
{
constexpr float quietestTarget =
    0.316f; // of the mixture's RMS: fainter sources are not made as loud as others
constexpr float smallestPower = 1e-14f;
constexpr float loudness = 5.3f; // brings the compressed terms near one

Tensor emptyFrames (Index mixtures, Index frames, Index width)
{
    return torch::empty ({ mixtures, frames, width });
}

/** Nothing from the first bin on of which nothing is known. */
void endBand (Index known, Eigen::MatrixXcf& spectra)
{
    spectra.bottomRows (spectra.rows() - known).setZero();
}
} // namespace

Eigen::Map<Eigen::MatrixXf> framesOf (Tensor& tensor, Index mixture)
{
    const Index width = tensor.size (2), frames = tensor.size (1);
    return { tensor.data_ptr<float>() + mixture * frames * width, width, frames };
}

Filling beginFilling (const UnfoldingSpec& spec, Index mixtures, Index frames, Index rows, Index bins)
{
    Filling filling;
    auto& [input, targets, spread] = filling.batch;
    input.features = emptyFrames (mixtures, frames, spec.network.numFeatures (rows));
    input.spectrum = emptyFrames (mixtures, frames, rows);
    input.floor = torch::zeros ({ mixtures, frames, rows });
    input.levelRatios = torch::ones ({ mixtures, frames });
    targets.power = emptyFrames (mixtures, frames, bins);
    targets.compressed = emptyFrames (mixtures, frames, bins);
    targets.energy = torch::empty ({ mixtures });
    const bool anyTarget = std::any_of (spec.sources.begin(), spec.sources.end(),
                                        [] (const auto& source) { return source.isTarget; });
    for (size_t index = 0; index < spec.sources.size(); ++index)
        if (spec.sources[index].isTarget || ! anyTarget)
            targets.sources.push_back ({ index, emptyFrames (mixtures, frames, bins),
                                         emptyFrames (mixtures, frames, bins),
                                         emptyFrames (mixtures, frames, bins), torch::empty ({ mixtures }),
                                         torch::empty ({ mixtures }), Tensor(), Tensor() });
    filling.mixture.resize (bins, frames);
    filling.source.resize (bins, frames);
    return filling;
}

void fillMixture (const LossSpec& spec, const Eigen::ArrayXf& heard, Filling& filling, Index index)
{
    endBand (filling.known, filling.mixture);
    auto& targets = filling.batch.targets;
    auto power = framesOf (targets.power, index);
    power = filling.mixture.cwiseAbs2();
    power.array() += smallestPower;
    framesOf (targets.compressed, index) = power.array().pow (0.5f * spec.compression);
    targets.energy[index] = (power.array().colwise() * heard).sum();
}

void fillSource (const LossSpec& spec, const Eigen::ArrayXf& heard, Filling& filling, SourceTargets& target,
                 Index index)
{
    auto& targets = filling.batch.targets;
    const Eigen::ArrayXXf power = filling.source.cwiseAbs2().array() + smallestPower;
    auto cross = framesOf (target.cross, index);
    auto compressed = framesOf (target.compressed, index);
    cross = filling.mixture.cwiseProduct (filling.source.conjugate()).real();
    compressed = power.pow (0.5f * spec.compression);
    framesOf (target.aligned, index) =
        compressed.array() * cross.array() / (power * framesOf (targets.power, index).array()).sqrt();
    const float energy = (power.colwise() * heard).sum();
    target.energy[index] = energy;
    const float mixed = targets.energy[index].item<float>();
    const float knownShare = static_cast<float> (filling.known) / static_cast<float> (filling.source.rows());
    const float count = knownShare * static_cast<float> (power.size());
    const float level =
        std::sqrt (std::max (energy, quietestTarget * quietestTarget * mixed) / count) + 1e-5f;
    target.weight[index] = loudness * std::pow (level, -2.0f * spec.compression) / knownShare;
}

void shapeTarget (float gain, Filling& filling)
{
    endBand (filling.known, filling.source);
    if (gain > 0.0f)
        filling.source = (1.0f - gain) * filling.source + gain * filling.mixture;
}

void fillSpectrum (const Eigen::MatrixXcf& values, Tensor& spectrum, Index index)
{
    auto* place = reinterpret_cast<std::complex<float>*> (spectrum.data_ptr<c10::complex<float>>());
    Eigen::Map<Eigen::MatrixXcf> (place + index * values.size(), values.rows(), values.cols()) = values;
}

void fillEnvelopes (const Tensor& octaves, Filling& filling, SourceTargets& target, Index index)
{
    Tensor power = emptyFrames (1, filling.source.cols(), filling.source.rows());
    framesOf (power, 0) = filling.source.cwiseAbs2();
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
    forget (targets.power);
    forget (targets.compressed);
    for (auto& target : targets.sources)
        for (auto* values : { &target.compressed, &target.aligned, &target.cross })
            forget (*values);
}

} // namespace unbraid::unfolding
