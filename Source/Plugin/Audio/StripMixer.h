// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/Controls.h"
#include "Plugin/Audio/Glide.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::plugin
{

/** Samples that are processed at a time, whatever the host's blocks are. */
constexpr Eigen::Index maxChunk = 256;

/** The strip of a source: its own, or the last. [any] */
constexpr size_t stripOf (size_t source) noexcept
{
    return source < numStrips ? source : numStrips - 1;
}

/** The sources' way into Mix: gain, pan, mute, solo, reduction, then dry/wet, delta and bypass, each gliding.

        mix = sum_j gain_j reduction_j pan_j source_j       reduction_j = 1 for targets
        out = wet mix + (1 - wet) dry;  delta: dry - out;  bypass: dry

    Source j has strip j; those beyond the last strip share it. Mono sources go to both sides. */
class StripMixer
{
public:
    /** isTarget  per source
        [worker] allocates */
    void prepare (double sampleRateHz, const std::vector<bool>& isTarget, Eigen::Index sourceChannels,
                  Eigen::Index mixChannels);

    /** The next controls are taken at once, without a glide. [audio] */
    void reset() noexcept { isFresh = true; }

    /** [audio] */
    void aimAt (const Controls& controls) noexcept;

    /** sources  [sources x channels] columns of numSamples rows
        dry      [source channels] columns: the delayed input
        mix      [mix channels] columns, overwritten
        [audio] */
    void process (const Eigen::MatrixXf& sources, const Eigen::MatrixXf& dry, Eigen::MatrixXf& mix,
                  Eigen::Index numSamples) noexcept;

    /** Silences the last chunk of the source buses as far as it was bypassed.
        sources  [sources x channels] columns of numSamples rows
        [audio] */
    void silenceBypassed (Eigen::MatrixXf& sources, Eigen::Index numSamples) const noexcept;

private:
    void aim (Glide& glide, float value) const noexcept;
    [[nodiscard]] bool isAnySoloed (const Controls& controls) const noexcept;
    void blend (const Eigen::MatrixXf& dry, Eigen::MatrixXf& mix, Eigen::Index numSamples) noexcept;

    int glideSamples = 1;
    Eigen::Index channels = 1;    // of a source
    Eigen::Index mixChannels = 2; // of Mix
    bool isFresh = true;
    std::vector<bool> targets;
    std::vector<Glide> gains; // [sources x mix channels]
    Glide wet, delta, active; // active: 0 bypassed
    Eigen::VectorXf mixShare; // [chunk] of Mix in what goes out
    Eigen::VectorXf dryShare; // [chunk] of the dry sound
    Eigen::VectorXf presence; // [chunk] 0 where bypassed
};

} // namespace unbraid::plugin
