// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameBatch.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Network/EncoderFeatures.h"
#include "Core/Spectral/BandMap.h"
#include "Core/Spectral/Fft.h"
#include "Unfolding/Batches/FrameFilling.h"
#include "Unfolding/Net/Tensors.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using torch::Tensor;

constexpr double rumbleHz = 80.0;        // below it errors count little, as in the scores
constexpr float rumbleWeight = 0.1f;     // of such bins
constexpr float smallestMean = 1e-9f;    // of a frame that is as good as silent
constexpr double segmentSeconds = 0.384; // over which envelopes are compared: Jensen & Taal 2016

std::vector<const ChannelSounds*> channelsOf (const Mixture& mixture)
{
    if (mixture.right)
        return { &mixture, &*mixture.right };
    return { &mixture };
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
    BarkBands barkBands;
    Eigen::ArrayXf energyWeights; // [bins]
    Eigen::VectorXf padded;
    Eigen::VectorXcf transformed;

    double hopSeconds() const { return static_cast<double> (geometry.hop) / spec.mixing.sampleRateHz; }

    Index numFrames() const { return spec.mixing.numSamples() / geometry.hop; }

    /** Bins of the model up to a frequency. */
    Index binsUpTo (double hz) const
    {
        const auto all = static_cast<double> (bands.numBins());
        return static_cast<Index> (std::min (std::floor (hz / geometry.binHz (1)) + 1.0, all));
    }

    /** The net's input for the frames of the mixture. */
    void process (const Spectra& mixture, NetInput& input, Index index)
    {
        features.reset();
        Eigen::MatrixXf powers (mixture[0].rows(), mixture[0].cols());
        meanPower (mixture, powers);
        auto inputFeatures = framesOf (input.features, index);
        auto spectrum = framesOf (input.spectrum, index);
        auto floor = framesOf (input.floor, index);
        auto ratios = input.levelRatios.accessor<float, 2>()[index];
        Eigen::VectorXf power, rows (bands.numBands()), values (inputFeatures.rows());
        float last = 0.0f;
        for (Index frame = 0; frame < powers.cols(); ++frame)
        {
            power = powers.col (frame);
            bands.gather (power, rows);
            if (spec.network.spectrum == core::Spectrum::magnitude)
                rows = rows.cwiseSqrt();
            const float mean = rows.mean() + smallestMean;
            features.process (rows, mean, values);
            inputFeatures.col (frame) = values;
            spectrum.col (frame) = rows.array() / mean + core::unfoldedModelFloor;
            if (spec.network.hasFloorAtom)
                floor.col (frame) = features.floor().matrix() / features.floor().sum();
            ratios[frame] = frame > 0 ? last / mean : 1.0f;
            last = mean;
        }
    }

    /** Room for the spectra that waveforms are made of. */
    void beginWaveforms (LossTargets& targets, size_t numChannels) const
    {
        auto sizes = targets.power.sizes().vec();
        sizes[0] *= static_cast<int64_t> (numChannels);
        const Tensor blank = torch::empty (sizes, torch::kComplexFloat);
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
    if (spec.loss.perceptual > 0.0f)
        parts->barkBands = halfBarkBands (parts->geometry, parts->bands.numBins());
    parts->energyWeights = binWeights (parts->geometry, parts->bands.numBins());
    parts->padded.resize (parts->geometry.fft);
    parts->transformed.resize (parts->geometry.numBins());
    return FrameMaker (std::move (parts));
}

FrameBatch FrameMaker::make (std::span<const Mixture> mixtures)
{
    auto& own = *parts;
    const auto& spec = own.spec;
    const Index rows = own.bands.numBands();
    const auto numChannels = channelsOf (mixtures.front()).size(); // of every mixture
    auto filling = beginFilling (spec, static_cast<Index> (mixtures.size()), own.numFrames(), rows,
                                 own.bands.numBins(), static_cast<Index> (numChannels));
    auto& [input, targets, spread] = filling.batch;
    targets.energyWeights = torch::from_blob (own.energyWeights.data(), { own.energyWeights.size() }).clone();
    spread = own.spread;
    targets.octaves = own.octaves;
    targets.barkBands = own.barkBands;
    targets.segmentFrames =
        std::lround (segmentSeconds * spec.mixing.sampleRateHz / static_cast<double> (own.geometry.hop));
    const bool comparesEnvelopes = spec.loss.intelligibility > 0.0f;
    if (comparesEnvelopes)
        for (auto& target : targets.sources)
            target.envelopes =
                torch::empty ({ targets.power.size (0), targets.power.size (1), own.octaves.size (1) });
    const bool comparesWaveforms = spec.loss.waveform > 0.0f;
    if (comparesWaveforms)
        own.beginWaveforms (targets, numChannels);
    for (Index index = 0; index < static_cast<Index> (mixtures.size()); ++index)
    {
        const auto& mixture = mixtures[static_cast<size_t> (index)];
        const auto channels = channelsOf (mixture);
        for (size_t channel = 0; channel < channels.size(); ++channel)
            own.transform (channels[channel]->mixture, filling.mixture[channel]);
        own.process (filling.mixture, input, index);
        filling.known = own.binsUpTo (mixture.recipe.bandHz);
        fillMixture (spec.loss, own.energyWeights, filling, index);
        if (comparesWaveforms)
            fillSpectrum (filling.mixture, targets.waveform.mixture, index);
        for (auto& target : targets.sources)
        {
            for (size_t channel = 0; channel < channels.size(); ++channel)
                own.transform (channels[channel]->stems.col (static_cast<Index> (target.index)),
                               filling.source[channel]);
            shapeTarget (spec.loss.residual(), filling);
            fillSource (spec.loss, own.energyWeights, filling, target, index);
            if (comparesEnvelopes)
                fillEnvelopes (own.octaves, filling, target, index);
            if (comparesWaveforms)
                fillSpectrum (filling.source, target.spectrum, index);
        }
        forgetAboveBand (filling, index);
        if (spec.hasNotes())
            fillNotes (mixture.notes, own.hopSeconds(), index, targets.notes);
    }
    return std::move (filling.batch);
}

} // namespace unbraid::unfolding
