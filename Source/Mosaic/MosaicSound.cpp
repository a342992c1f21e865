// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/MosaicSound.h"

#include "Mosaic/PhaseRetrieval.h"
#include "Training/WorkQueue.h"

#include <algorithm>

namespace unbraid::mosaic
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index columnsAtOnce = 128; // of the target

/** The spectra of one channel of the mosaic, and the magnitudes that they should have. */
struct ChannelSpectra
{
    Eigen::MatrixXcf spectra; // [bins x target frames]
    MatrixXf magnitudes;      // [bins x target frames]
};

ChannelSpectra spectraOf (const SourceSpectra& source, const MatrixXf& activations, int numThreads)
{
    const Index numFrames = activations.cols();
    ChannelSpectra channel{ Eigen::MatrixXcf (source.real.rows(), numFrames),
                            MatrixXf (source.real.rows(), numFrames) };
    const MatrixXf lengths = (source.real.cwiseAbs2() + source.imaginary.cwiseAbs2()).cwiseSqrt();
    const Index numBlocks = (numFrames + columnsAtOnce - 1) / columnsAtOnce;
    training::runInParallel (static_cast<size_t> (numBlocks), numThreads,
                             [&] (size_t block)
                             {
                                 const Index first = static_cast<Index> (block) * columnsAtOnce;
                                 const Index count = std::min (columnsAtOnce, numFrames - first);
                                 const auto weights = activations.middleCols (first, count);
                                 channel.magnitudes.middleCols (first, count).noalias() = lengths * weights;
                                 auto sums = channel.spectra.middleCols (first, count);
                                 sums.real() = source.real * weights;
                                 sums.imag() = source.imaginary * weights;
                             });
    return channel;
}

Index maxChannels (const std::vector<MatrixXf>& recordings)
{
    Index channels = 0;
    for (const auto& recording : recordings)
        channels = std::max (channels, recording.cols());
    return channels;
}
} // namespace

core::Result<MatrixXf> mosaicSound (const std::vector<MatrixXf>& recordings, const MatrixXf& activations,
                                    core::Frames& frames, const SoundSettings& settings,
                                    const core::Progress& onProgress)
{
    const Index numChannels = maxChannels (recordings);
    MatrixXf sound (settings.numSamples, numChannels);
    for (Index channel = 0; channel < numChannels; ++channel)
    {
        const auto tell = [&] (double share)
        { return onProgress ((static_cast<double> (channel) + share) / static_cast<double> (numChannels)); };
        auto made = spectraOf (sourceSpectra (recordings, channel, frames), activations, settings.numThreads);
        const auto found = retrievePhase (
            made.magnitudes, std::move (made.spectra), settings.numSamples, settings.phaseIterations, frames,
            [&] (int iteration, double)
            { return tell (static_cast<double> (iteration) / settings.phaseIterations); });
        if (! found.ok())
            return found.error();
        sound.col (channel) = found.value();
        if (! tell (1.0))
            return core::Error{ "the mosaic was cancelled", {}, {}, {}, true };
    }
    return sound;
}

} // namespace unbraid::mosaic
