// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/BleedRemoval.h"

#include "Core/Spectral/Frames.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cassert>

namespace unbraid::offline
{

using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr float lowestLevel = 1e-20f;
} // namespace

BleedRemoval::BleedRemoval()
    : frames (std::make_unique<core::Frames>())
{
}
BleedRemoval::~BleedRemoval() = default;
BleedRemoval::BleedRemoval (BleedRemoval&&) noexcept = default;
BleedRemoval& BleedRemoval::operator= (BleedRemoval&&) noexcept = default;

Index BleedRemoval::hop() const noexcept
{
    return frames->hop();
}

Index BleedRemoval::numFrames (Index numSamples) const noexcept
{
    return frames->numFrames (numSamples);
}

core::Status BleedRemoval::prepare (double rateHz, OwnChannels own, std::vector<SilentSpan> silent,
                                    const BleedSettings& settings)
{
    sampleRateHz = rateHz;
    channelsOf = std::move (own);
    spans = std::move (silent);
    chosen = settings;
    excerpts.clear();
    excerptTimes.clear();
    sources.clear();
    return frames->prepare (rateHz, settings.windowSeconds);
}

/** Frames of samples that begin one hop before `firstFrame` hops, appended from row `row` on. */
void BleedRemoval::analyse (const Eigen::Ref<const MatrixXf>& samples, Index firstFrame, Index count,
                            ChannelSpectra& spectra, Index row)
{
    Eigen::VectorXcf spectrum (frames->numBins());
    spectra.resize (static_cast<size_t> (frames->numBins()));
    for (auto& bin : spectra)
        bin.conservativeResize (row + count, samples.cols());
    for (Index channel = 0; channel < samples.cols(); ++channel)
        for (Index frame = 0; frame < count; ++frame)
        {
            frames->analyse (samples.col (channel), firstFrame + frame, spectrum);
            for (size_t bin = 0; bin < spectra.size(); ++bin)
                spectra[bin](row + frame, channel) = spectrum[static_cast<Index> (bin)];
        }
}

void BleedRemoval::addExcerpt (const Eigen::Ref<const MatrixXf>& samples, Index firstSample)
{
    const Index count = samples.rows() / hop() - 1;
    if (count < 1)
        return;
    analyse (samples, 1, count, excerpts, static_cast<Index> (excerptTimes.size()));
    for (Index frame = 0; frame < count; ++frame)
        excerptTimes.push_back (static_cast<double> (firstSample + (frame + 1) * hop()) / sampleRateHz);
}

void BleedRemoval::normalise (ChannelSpectra& spectra) const
{
    for (size_t bin = 0; bin < spectra.size(); ++bin)
        spectra[bin] =
            spectra[bin] * levels.row (static_cast<Index> (bin)).cwiseSqrt().cwiseInverse().asDiagonal();
}

void BleedRemoval::closeSilent (std::vector<SpatialSource>& model, const Eigen::VectorXd& times) const
{
    for (const auto& span : spans)
        for (Index frame = 0; frame < times.size(); ++frame)
            if (times[frame] >= span.beginSeconds && times[frame] < span.endSeconds)
                model[span.source].activations.col (frame).setZero();
}

core::Status BleedRemoval::learn (const core::Progress& onProgress)
{
    assert (! excerptTimes.empty());
    const auto numBins = static_cast<Index> (excerpts.size());
    levels.resize (numBins, excerpts.front().cols());
    for (Index bin = 0; bin < numBins; ++bin)
        levels.row (bin) =
            excerpts[static_cast<size_t> (bin)].cwiseAbs2().colwise().mean().cwiseMax (lowestLevel);
    normalise (excerpts);
    auto start = bleedStart (excerpts, levels, channelsOf, chosen.atoms, chosen.seed);
    closeSilent (start, Eigen::Map<const Eigen::VectorXd> (excerptTimes.data(),
                                                           static_cast<Index> (excerptTimes.size())));
    MultichannelNmf nmf (excerpts, std::move (start), chosen.numThreads);
    SpatialFit fit (nmf);
    auto found =
        training::alternate (fit, { .iterations = chosen.iterations, .task = "the removal of bleed" },
                             [&] (int iteration, double)
                             { return onProgress (static_cast<double> (iteration) / chosen.iterations); });
    if (! found.ok())
        return found.error();
    sources = std::move (found).value();
    flat.clear();
    for (auto& source : sources)
    {
        flat.emplace_back (source.activations.rowwise().mean());
        source.activations.resize (0, 0);
    }
    excerpts.clear();
    excerptTimes.clear();
    leftOver = MatrixXf::Zero (hop(), levels.cols());
    return core::Done{};
}

MatrixXf BleedRemoval::process (const Eigen::Ref<const MatrixXf>& samples, Index firstFrame)
{
    const Index count = samples.rows() / hop() - 1;
    ChannelSpectra spectra;
    analyse (samples, 1, count, spectra, 0);
    normalise (spectra);
    for (size_t j = 0; j < sources.size(); ++j)
        sources[j].activations = flat[j].replicate (1, count);
    const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced (count, static_cast<double> (firstFrame),
                                                              static_cast<double> (firstFrame + count - 1)) *
                                  (static_cast<double> (hop()) / sampleRateHz);
    closeSilent (sources, times);
    MultichannelNmf nmf (spectra, sources, chosen.numThreads);
    for (int iteration = 0; iteration < chosen.frameIterations; ++iteration)
        nmf.iterate (Updated::activations);
    const auto parts = nmf.estimate (channelsOf);
    MatrixXf sound (count * hop(), samples.cols());
    Eigen::VectorXcf spectrum (frames->numBins());
    for (size_t j = 0; j < parts.size(); ++j)
        for (size_t own = 0; own < channelsOf[j].size(); ++own)
        {
            const Index channel = channelsOf[j][own];
            for (Index frame = 0; frame < count; ++frame)
            {
                for (Index bin = 0; bin < frames->numBins(); ++bin)
                    spectrum[bin] = parts[j][static_cast<size_t> (bin)](frame, static_cast<Index> (own)) *
                                    std::sqrt (levels (bin, channel));
                sound.col (channel).segment (frame * hop(), hop()) =
                    frames->synthesise (spectrum, leftOver.col (channel));
            }
        }
    return sound;
}

double BleedRemoval::bytesOf (Index numBins, Index numFrames, Index numChannels, Index numSources,
                              const BleedSettings& settings)
{
    const auto bins = static_cast<double> (numBins), count = static_cast<double> (numFrames);
    const auto channels = static_cast<double> (numChannels), number = static_cast<double> (numSources);
    const double spectra = 8.0 * bins * count * channels;
    const double covariances = 16.0 * bins * channels * channels * number;
    const double start = 4.0 * bins * count * (number + 2.0);
    const double sums = 2.0 * 8.0 * 4.0 * count * number * static_cast<double> (settings.atoms);
    return 2.0 * spectra + 2.0 * covariances + start + sums;
}

} // namespace unbraid::offline
