// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/FrameBatch.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Network/EncoderCopies.h"
#include "Core/Factorisation/Network/EncoderFeatures.h"
#include "Core/Factorisation/Network/LongWindowFeatures.h"
#include "Core/Spectral/Fft.h"
#include "Unfolding/Batches/FrameFilling.h"
#include "Unfolding/Batches/FrameShape.h"
#include "Unfolding/Kernels/Tensors.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using torch::Tensor;

} // namespace

struct FrameMaker::Parts
{
    UnfoldingSpec spec;
    FrameShape shape;
    core::RealFft fft;
    core::EncoderFeatures features;
    std::optional<core::LongWindowFeatures> longWindow;
    Eigen::ArrayXf energyWeights; // [bins]
    Eigen::VectorXf padded;
    Eigen::VectorXcf transformed;

    /** Calls `each (frame, rows, mean, features)` for the frames of a sound. */
    template <class Each>
    void forFrames (const Spectra& sound, const Each& each)
    {
        features.reset();
        Eigen::MatrixXf powers (sound[0].rows(), sound[0].cols());
        meanPower (sound, powers);
        const Index numRows = shape.bands.numBands();
        Eigen::VectorXf power, rows (numRows), values (spec.network.numFeatures (numRows));
        for (Index frame = 0; frame < powers.cols(); ++frame)
        {
            power = powers.col (frame);
            shape.bands.gather (power, rows);
            if (spec.network.spectrum == core::Spectrum::magnitude)
                rows = rows.cwiseSqrt();
            const float mean = rows.mean() + core::smallestFrameMean;
            features.process (rows, mean, values);
            each (frame, rows, mean, values);
        }
    }

    /** The net's input for the frames of the mixture. */
    void process (const Spectra& mixture, NetInput& input, Index index)
    {
        auto inputFeatures = framesOf (input.features, index);
        auto spectrum = framesOf (input.spectrum, index);
        auto floor = framesOf (input.floor, index);
        auto ratios = input.levelRatios.accessor<float, 2>()[index];
        auto levels = input.levels.accessor<float, 2>()[index];
        float last = 0.0f;
        auto longWindowState = longWindow ? longWindow->blankState (static_cast<Index> (mixture.size()))
                                          : core::LongWindowFeatures::State{};
        forFrames (mixture,
                   [&] (Index frame, const auto& rows, float mean, const auto& values)
                   {
                       inputFeatures.col (frame) = values;
                       spectrum.col (frame) = rows.array() / mean + core::unfoldedModelFloor;
                       if (spec.network.hasFloorAtom)
                           floor.col (frame) = features.floor().matrix() / features.floor().sum();
                       ratios[frame] = frame > 0 ? last / mean : 1.0f;
                       last = mean;
                       levels[frame] = features.runningLevel();
                       if (longWindow)
                           fillLongWindow (frameOf (mixture, frame), longWindowState, features.runningLevel(),
                                           input.longWindow[index][frame]);
                   });
    }

    /** The low bins of a frame, in which powers sum to their mean. [bins x channels] */
    Eigen::MatrixXcf frameOf (const Spectra& sound, Index frame) const
    {
        Eigen::MatrixXcf low (longWindow->numBins(), static_cast<Index> (sound.size()));
        for (size_t channel = 0; channel < sound.size(); ++channel)
            low.col (static_cast<Index> (channel)) = sound[channel].col (frame).head (low.rows());
        return low / std::sqrt (static_cast<float> (sound.size()));
    }

    /** values  [parts x rows] */
    void fillLongWindow (const Eigen::MatrixXcf& frame, core::LongWindowFeatures::State& state, float level,
                         const Tensor& values)
    {
        const auto& parts = longWindow->process (state, frame, level);
        Eigen::Map<Eigen::ArrayXXf> (values.data_ptr<float>(), parts.rows(), parts.cols()) = parts;
    }

    /** Room for the spectra that waveforms are made of. */
    void beginWaveforms (LossTargets& targets, size_t numChannels) const
    {
        auto sizes = targets.power.sizes().vec();
        sizes[0] *= static_cast<int64_t> (numChannels);
        const Tensor blank = torch::empty (sizes, torch::kComplexFloat);
        targets.waveform = {
            blank,
            torch::from_blob (const_cast<float*> (shape.window.data()), { shape.window.size() }).clone(),
            shape.geometry.hop, shape.geometry.fft
        };
        for (auto& target : targets.sources)
            target.spectrum = torch::empty_like (blank);
    }

    /** [bins x frames], scaled so that noise of RMS one has |x| near one at every bin. */
    void transform (const Eigen::VectorXf& samples, Eigen::MatrixXcf& spectra)
    {
        const float scale = 1.0f / shape.window.norm();
        for (Index frame = 0; frame < shape.numFrames; ++frame)
        {
            const Index end = (frame + 1) * shape.geometry.hop;
            const Index count = std::min (end, shape.geometry.analysis);
            padded.setZero();
            padded.segment (shape.geometry.analysis - count, count) =
                samples.segment (end - count, count).cwiseProduct (shape.window.tail (count));
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
    auto shape = FrameShape::create (spec, mode);
    if (! shape.ok())
        return shape.error();
    auto parts = std::make_unique<Parts>();
    parts->spec = spec;
    parts->shape = std::move (shape).value();
    const auto& common = parts->shape;
    if (auto ready = parts->fft.prepare (common.geometry.fft); ! ready.ok())
        return ready.error();
    const auto rows = common.bands.numBands();
    parts->features.prepare (rows, spec.network.numFeatures (rows), common.hopSeconds);
    if (const Index longRows = spec.network.longRows; longRows > 0)
        parts->longWindow.emplace().prepare (common.centresHz, longRows, common.geometry, common.hopSeconds,
                                             spec.network.spectrum);
    parts->energyWeights = vectorFrom (common.energyWeights);
    parts->padded.resize (common.geometry.fft);
    parts->transformed.resize (common.geometry.numBins());
    return FrameMaker (std::move (parts));
}

FrameBatch FrameMaker::make (std::span<const Mixture> mixtures, double endHz)
{
    auto& own = *parts;
    const auto& spec = own.spec;
    const auto& shape = own.shape;
    const Index rows = shape.bands.numBands();
    const auto numChannels = channelsOf (mixtures.front()).size(); // of every mixture
    auto filling = beginFilling (spec, static_cast<Index> (mixtures.size()), shape.numFrames, rows,
                                 shape.numBins(), static_cast<Index> (numChannels));
    auto& [input, targets, spread] = filling.batch;
    spread = shape.spread;
    shape.describe (targets);
    const Index ends = shape.binsUpTo (endHz);
    input.frameSeconds = shape.hopSeconds;
    input.heardRows = shape.rowsUpTo (endHz);
    const bool comparesEnvelopes = spec.loss.intelligibility > 0.0f;
    if (comparesEnvelopes)
        for (auto& target : targets.sources)
            target.envelopes =
                torch::empty ({ targets.power.size (0), targets.power.size (1), shape.octaves.size (1) });
    const bool comparesWaveforms = spec.loss.waveform > 0.0f;
    if (comparesWaveforms)
        own.beginWaveforms (targets, numChannels);
    for (Index index = 0; index < static_cast<Index> (mixtures.size()); ++index)
    {
        const auto& mixture = mixtures[static_cast<size_t> (index)];
        const auto channels = channelsOf (mixture);
        for (size_t channel = 0; channel < channels.size(); ++channel)
            own.transform (channels[channel]->mixture, filling.mixture[channel]);
        endBand (ends, filling.mixture);
        own.process (filling.mixture, input, index);
        tellVoice (mixture.voice, index, input.voice, input.isTold);
        filling.known = shape.binsUpTo (std::min (endHz, mixture.recipe.bandHz));
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
                fillEnvelopes (shape.octaves, filling, target, index);
            if (comparesWaveforms)
                fillSpectrum (filling.source, target.spectrum, index);
        }
        forgetAboveBand (filling, index);
        if (spec.hasNotes())
            fillNotes (mixture.notes, shape.hopSeconds, index, targets.notes);
    }
    return std::move (filling.batch);
}

} // namespace unbraid::unfolding
