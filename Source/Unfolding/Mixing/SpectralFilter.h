// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/FilterShape.h"
#include "Unfolding/Mixing/Room.h"

namespace unbraid::unfolding
{

/** Filters sounds of one length and applies rooms, with one forward and one inverse transform. Planned
    once. */
class SpectralFilter
{
public:
    /** [worker] errors: sounds too long to transform */
    static core::Result<SpectralFilter> create (double sampleRateHz, Eigen::Index numSamples,
                                                Eigen::Index longestRoom);

    /** Filters in place. samples [numSamples] [worker] */
    void apply (const FilterShape& shape, Eigen::VectorXf& samples);

    /** Filters in place, with the complete room response. samples [numSamples] [worker] */
    void apply (const FilterShape& shape, const RoomResponse& room, Eigen::VectorXf& samples);

    /** Filters in place, with the direct sound and the room's early part; the late reverberation goes to
        `late`.
        samples, late  [numSamples]
        [worker] */
    void applySplit (const FilterShape& shape, const RoomResponse& room, Eigen::VectorXf& samples,
                     Eigen::VectorXf& late);

    /** Stationary noise of this spectrum, of arbitrary level. samples [numSamples] [worker] */
    void makeNoise (const FilterShape& shape, Draws& draws, Eigen::VectorXf& samples);

private:
    /** One length of transform and its scratch. */
    struct Transform
    {
        core::RealFft fft;
        Eigen::VectorXf padded;   // [points]
        Eigen::VectorXcf bins;    // [bins] of the sound
        Eigen::VectorXcf product; // [bins]
        Eigen::VectorXcf room;    // [bins]

        core::Status prepare (Eigen::Index points);
        void forward (const Eigen::Ref<const Eigen::VectorXf>& sound, Eigen::VectorXcf& spectrum);
        void inverse (const Eigen::VectorXcf& spectrum, Eigen::VectorXf& sound);
    };

    Transform dry;   // room for the ringing alone
    Transform roomy; // and for the longest response
};

} // namespace unbraid::unfolding
