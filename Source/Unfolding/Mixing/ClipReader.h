// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/SoundCorpus.h"
#include "Unfolding/Mixing/SpeedChange.h"

#include <limits>

namespace unbraid::unfolding
{

/** A part of a recording, and how it is played. */
struct Clip
{
    Eigen::Index first = 0;  // its first sample in the recording
    double ratio = 1.0;      // of speed and pitch; one of SpeedChange::nearest
    bool isLooped = false;   // repeats with a crossfade at the recording's end; else silence follows
    bool isReversed = false; // played backwards
};

/** Reads clips. */
class ClipReader
{
public:
    /** The clip at the recording's own level, the mean of its channels.
        numSamples  of the clip as played
        [worker] */
    Eigen::VectorXf read (const Sound& sound, const Clip& clip, Eigen::Index numSamples);

    /** The same clip of half the difference between the channels; zeros for mono. [worker] */
    Eigen::VectorXf readSide (const Sound& sound, const Clip& clip, Eigen::Index numSamples);

    /** Up to where all clips since `forgetBands` hold what was recorded, Hz; infinite where they are of the corpus's
        rate. [any] */
    [[nodiscard]] double bandHz() const noexcept { return lowestBandHz; }
    void forgetBands() noexcept { forgetBandsSince (std::numeric_limits<double>::infinity()); }

    /** As if no clip had been read since `bandHz` said this. [any] */
    void forgetBandsSince (double hz) noexcept { lowestBandHz = hz; }

    /** Number of a recording's samples that a clip uses. [any] */
    static Eigen::Index numTaken (Eigen::Index numSamples, double ratio) noexcept;

    /** Number of samples of a whole recording as played. [any] */
    static Eigen::Index numGiven (const Sound& sound, double ratio) noexcept;

private:
    Eigen::VectorXf play (const PackedSamples& samples, float scale, const Clip& clip,
                          Eigen::Index numSamples);

    SpeedChange speedChange;
    Eigen::VectorXf taken;
    double lowestBandHz = std::numeric_limits<double>::infinity();
};

} // namespace unbraid::unfolding
