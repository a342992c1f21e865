// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Offline/Bleed/BleedStart.h"

#include <memory>

namespace unbraid::core
{
class Frames;
}

namespace unbraid::offline
{

/** A time in which a source is known to be silent. */
struct SilentSpan
{
    size_t source = 0;
    double beginSeconds = 0.0, endSeconds = 0.0;
};

struct BleedSettings
{
    double windowSeconds = 0.093;
    Eigen::Index atoms = 16;  // of each source
    int iterations = 30;      // of learning
    int frameIterations = 15; // of the activations, when what was learned is applied
    int numThreads = 1;
    unsigned seed = 1;
};

/** What of each microphone's sound comes from its own source, where all microphones heard all sources. First excerpts teach the
    sources' spectra and spatial covariances, then blocks of any recording are separated in order: memory grows with the
    excerpts and with a block, not with the recording. */
class BleedRemoval
{
public:
    BleedRemoval();
    ~BleedRemoval();
    BleedRemoval (BleedRemoval&&) noexcept;
    BleedRemoval& operator= (BleedRemoval&&) noexcept;

    /** own  the channels of each source; each channel belongs to one source
        [worker] errors: as core::Frames */
    core::Status prepare (double sampleRateHz, OwnChannels own, std::vector<SilentSpan> silent,
                          const BleedSettings& settings);

    /** Adds sound to learn from.
        samples      [samples x channels]
        firstSample  its time in the recording
        [worker] */
    void addExcerpt (const Eigen::Ref<const Eigen::MatrixXf>& samples, Eigen::Index firstSample);

    /** Learns from the excerpts, and forgets them. [worker] errors: cancelled */
    core::Status learn (const core::Progress& onProgress);

    /** [any] */
    [[nodiscard]] Eigen::Index hop() const noexcept;

    /** Frames of a recording, which cover each of its samples twice. [worker] */
    [[nodiscard]] Eigen::Index numFrames (Eigen::Index numSamples) const noexcept;

    /** The next frames of the recording, from `firstFrame` on: blocks follow one another from frame 0 on.
        samples  [(count + 1) hops x channels] from one hop before sample `firstFrame` times hop on
        returns  [count hops x channels] the own sources' sound, from there on as well
        [worker] */
    Eigen::MatrixXf process (const Eigen::Ref<const Eigen::MatrixXf>& samples, Eigen::Index firstFrame);

    /** Bytes that learning takes, and a block. [worker] */
    [[nodiscard]] static double bytesOf (Eigen::Index numBins, Eigen::Index numFrames,
                                         Eigen::Index numChannels, Eigen::Index numSources,
                                         const BleedSettings& settings);

    /** What was learned. [worker] */
    [[nodiscard]] const std::vector<SpatialSource>& learned() const noexcept { return sources; }

private:
    void analyse (const Eigen::Ref<const Eigen::MatrixXf>& samples, Eigen::Index firstFrame,
                  Eigen::Index count, ChannelSpectra& spectra, Eigen::Index column);
    void closeSilent (std::vector<SpatialSource>& model, const Eigen::VectorXd& times) const;
    void normalise (ChannelSpectra& spectra) const;

    double sampleRateHz = 0.0;
    OwnChannels channelsOf;
    std::vector<SilentSpan> spans;
    BleedSettings chosen;
    std::unique_ptr<core::Frames> frames;
    ChannelSpectra excerpts;          // per bin [frames x channels]
    std::vector<double> excerptTimes; // of their frames' middles, seconds
    Eigen::MatrixXf levels;           // [bins x channels] mean energies
    std::vector<SpatialSource> sources;
    std::vector<Eigen::VectorXf> flat; // per source [atoms] mean activations
    Eigen::MatrixXf leftOver;          // [hop x channels]
};

} // namespace unbraid::offline
