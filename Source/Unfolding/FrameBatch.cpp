// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/FrameBatch.h"

#include "Core/Factorisation/EncoderFeatures.h"
#include "Core/Factorisation/PreparedDictionary.h"
#include "Core/Spectral/BandMap.h"
#include "Core/Spectral/Fft.h"
#include "Unfolding/Tensors.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using torch::Tensor;

constexpr double rumbleHz = 80.0;    // below it errors count little, as in the scores
constexpr float rumbleWeight = 0.1f; // of such bins
constexpr float quietestTarget =
    0.316f; // of the mixture's RMS: fainter sources are not made as loud as others
constexpr float smallestPower = 1e-14f;
constexpr float smallestMean = 1e-9f;    // of a frame that is as good as silent
constexpr double segmentSeconds = 0.384; // over which envelopes are compared: Jensen & Taal 2016
constexpr float loudness = 5.3f;         // brings the compressed terms near one

/** A tensor's memory as a matrix of one mixture: [features x frames], column by column. */
Eigen::Map<Eigen::MatrixXf> framesOf (Tensor& tensor, Index mixture)
{
    const Index width = tensor.size (2), frames = tensor.size (1);
    return { tensor.data_ptr<float>() + mixture * frames * width, width, frames };
}

Tensor emptyFrames (Index mixtures, Index frames, Index width)
{
    return torch::empty ({ mixtures, frames, width });
}

Eigen::ArrayXf binWeights (const core::FrameGeometry& geometry, Index numBins)
{
    Eigen::ArrayXf weights (numBins);
    for (Index bin = 0; bin < numBins; ++bin)
        weights[bin] = geometry.binHz (bin) < rumbleHz ? rumbleWeight : 1.0f;
    return weights;
}
} // namespace

struct FrameMaker::Parts
{
    UnfoldingSpec spec;
    core::FrameGeometry geometry;
    Eigen::VectorXf window;
    core::RealFft fft;
    core::BandMap bands;
    core::EncoderFeatures features;
    Tensor spread;
    Tensor octaves;
    Eigen::ArrayXf heard;
    Eigen::VectorXf padded;
    Eigen::VectorXcf transformed;

    Index numFrames() const { return spec.mixing.numSamples() / geometry.hop; }

    /** What the net hears of the mixture's frames. */
    void hear (const Eigen::MatrixXcf& mixture, NetInput& input, Index index)
    {
        features.reset();
        auto heardFeatures = framesOf (input.features, index);
        auto spectrum = framesOf (input.spectrum, index);
        auto floor = framesOf (input.floor, index);
        auto ratios = input.levelRatios.accessor<float, 2>()[index];
        Eigen::VectorXf power, rows (bands.numBands()), values (heardFeatures.rows());
        float last = 0.0f;
        for (Index frame = 0; frame < mixture.cols(); ++frame)
        {
            power = mixture.col (frame).cwiseAbs2();
            bands.gather (power, rows);
            if (spec.network.spectrum == core::Spectrum::magnitude)
                rows = rows.cwiseSqrt();
            const float mean = rows.mean() + smallestMean;
            features.hear (rows, mean, values);
            heardFeatures.col (frame) = values;
            spectrum.col (frame) = rows.array() / mean + core::unfoldedModelFloor;
            if (spec.network.hasFloorAtom)
                floor.col (frame) = features.floor().matrix() / features.floor().sum();
            ratios[frame] = frame > 0 ? last / mean : 1.0f;
            last = mean;
        }
    }

    /** Room for the spectra that waveforms are made of. */
    void beginWaveforms (LossTargets& targets) const
    {
        const Tensor blank = torch::empty (targets.power.sizes(), torch::kComplexFloat);
        targets.waveform = { blank,
                             torch::from_blob (const_cast<float*> (window.data()), { window.size() }).clone(),
                             geometry.hop, geometry.fft };
        for (auto& target : targets.sources)
            target.spectrum = torch::empty_like (blank);
    }

    /** [bins x frames], scaled so that noise of RMS one has |x| near one at every bin. */
    void transform (const Eigen::VectorXf& samples, Eigen::MatrixXcf& spectra)
    {
        const float scale = 1.0f / window.norm();
        for (Index frame = 0; frame < numFrames(); ++frame)
        {
            const Index end = (frame + 1) * geometry.hop;
            const Index count = std::min (end, geometry.analysis);
            padded.setZero();
            padded.segment (geometry.analysis - count, count) =
                samples.segment (end - count, count).cwiseProduct (window.tail (count));
            fft.forward (padded.data(), transformed.data());
            spectra.col (frame) = transformed.head (spectra.rows()) * scale;
        }
    }
};

FrameMaker::FrameMaker (std::unique_ptr<Parts> made)
    : parts (std::move (made))
{
}
FrameMaker::~FrameMaker() = default;
FrameMaker::FrameMaker (FrameMaker&&) noexcept = default;
FrameMaker& FrameMaker::operator= (FrameMaker&&) noexcept = default;

core::Result<FrameMaker> FrameMaker::create (const UnfoldingSpec& spec, core::LatencyMode mode)
{
    const auto geometry = trainingGeometry (spec, mode);
    if (! geometry.ok())
        return geometry.error();
    auto parts = std::make_unique<Parts>();
    parts->spec = spec;
    parts->geometry = geometry.value();
    parts->window = core::makeWindowPair (parts->geometry).analysis;
    if (auto ready = parts->fft.prepare (parts->geometry.fft); ! ready.ok())
        return ready.error();
    const auto rows = rowFrequencies (spec);
    parts->bands.prepare (rows, parts->geometry);
    parts->features.prepare (rows.size(), spec.network.numFeatures (rows.size()),
                             static_cast<double> (parts->geometry.hop) / spec.mixing.sampleRateHz);
    Eigen::MatrixXf spread (parts->bands.numBins(), rows.size());
    parts->bands.spread (Eigen::MatrixXf::Identity (rows.size(), rows.size()), spread);
    parts->spread = tensorFrom (spread.transpose());
    parts->octaves = thirdOctaves (parts->geometry).narrow (0, 0, parts->bands.numBins());
    parts->heard = binWeights (parts->geometry, parts->bands.numBins());
    parts->padded.resize (parts->geometry.fft);
    parts->transformed.resize (parts->geometry.numBins());
    return FrameMaker (std::move (parts));
}

namespace
{
/** The tensors of one batch while they are filled. */
struct Filling
{
    FrameBatch batch{};
    Eigen::MatrixXcf mixture{}; // [bins x frames] of the mixture at hand
    Eigen::MatrixXcf source{};
};

Filling begin (const UnfoldingSpec& spec, Index mixtures, Index frames, Index rows, Index bins)
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

/** The mixture's own part of the targets; those of the sources are made of it. */
void fillMixture (const LossSpec& spec, const Eigen::ArrayXf& heard, Filling& filling, Index index)
{
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
    const float count = static_cast<float> (power.size());
    const float level =
        std::sqrt (std::max (energy, quietestTarget * quietestTarget * mixed) / count) + 1e-5f;
    target.weight[index] = loudness * std::pow (level, -2.0f * spec.compression);
}

/** The target keeps the rest of the mixture at this gain. */
void keepResidual (float gain, Filling& filling)
{
    if (gain > 0.0f)
        filling.source = (1.0f - gain) * filling.source + gain * filling.mixture;
}

/** A matrix of [bins x frames] as one mixture of a complex tensor. */
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
} // namespace

FrameBatch FrameMaker::make (std::span<const Mixture> mixtures)
{
    auto& own = *parts;
    const auto& spec = own.spec;
    const Index rows = own.bands.numBands();
    auto filling =
        begin (spec, static_cast<Index> (mixtures.size()), own.numFrames(), rows, own.bands.numBins());
    auto& [input, targets, spread] = filling.batch;
    targets.heard = torch::from_blob (own.heard.data(), { own.heard.size() }).clone();
    spread = own.spread;
    targets.octaves = own.octaves;
    targets.segmentFrames =
        std::lround (segmentSeconds * spec.mixing.sampleRateHz / static_cast<double> (own.geometry.hop));
    const bool comparesEnvelopes = spec.loss.intelligibility > 0.0f;
    if (comparesEnvelopes)
        for (auto& target : targets.sources)
            target.envelopes =
                emptyFrames (targets.power.size (0), targets.power.size (1), own.octaves.size (1));
    const bool comparesWaveforms = spec.loss.waveform > 0.0f;
    if (comparesWaveforms)
        own.beginWaveforms (targets);
    for (Index index = 0; index < static_cast<Index> (mixtures.size()); ++index)
    {
        const auto& mixture = mixtures[static_cast<size_t> (index)];
        own.transform (mixture.mixture, filling.mixture);
        fillMixture (spec.loss, own.heard, filling, index);
        if (comparesWaveforms)
            fillSpectrum (filling.mixture, targets.waveform.mixture, index);
        for (auto& target : targets.sources)
        {
            own.transform (mixture.stems.col (static_cast<Index> (target.index)), filling.source);
            keepResidual (spec.loss.residual(), filling);
            fillSource (spec.loss, own.heard, filling, target, index);
            if (comparesEnvelopes)
                fillEnvelopes (own.octaves, filling, target, index);
            if (comparesWaveforms)
                fillSpectrum (filling.source, target.spectrum, index);
        }
        own.hear (filling.mixture, input, index);
    }
    return std::move (filling.batch);
}

} // namespace unbraid::unfolding
