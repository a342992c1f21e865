// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/Mixture.h"

namespace unbraid::unfolding
{

/** Sound in one or two channels. */
struct Sides
{
    Eigen::VectorXf left;
    Eigen::VectorXf right; // empty in mono

    [[nodiscard]] bool isStereo() const noexcept { return right.size() > 0; }
    [[nodiscard]] float peak() const;

    /** Calls action (samples) for each channel. */
    template <class Action>
    void forEach (const Action& action)
    {
        action (left);
        if (isStereo())
            action (right);
    }
};

/** Soft clipping, as of tubes and tape: a hyperbolic tangent that the loudest sample enters `driveDb` above its bend
    and leaves at its own level. [worker] */
void saturate (double driveDb, Sides& sound);

/** Settings of a compressor. */
struct Compression
{
    double thresholdDb = 0.0; // over the sound's RMS
    double ratio = 1.0;
    double attackSeconds = 0.01;
    double releaseSeconds = 0.1;
};

Compression drawCompression (const SongMixing& settings, Draws& draws);

/** [worker] */
void compress (const Compression& compression, double sampleRateHz, Sides& sound);

/** A compressor, a limiter, or both over the whole mixture. All stems of both channels have the same gain at every
    sample, so that they add up to the mixture as it is played: its effect is part of each stem.
    [worker] */
void master (const SongMixing& settings, double sampleRateHz, Draws& draws, Mixture& mixture);

} // namespace unbraid::unfolding
