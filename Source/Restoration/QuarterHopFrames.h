// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"

#include <Eigen/Core>

namespace unbraid::restoration
{

/** A tight frame for one channel: Hann windows overlapping by three quarters, unitary transforms. Synthesis inverts
    analysis, and is its adjoint. */
class QuarterHopFrames
{
public:
    /** frameLength  a multiple of four
        [worker] errors: as RealFft */
    core::Status prepare (Eigen::Index frameLength, Eigen::Index numSamples);

    [[nodiscard]] Eigen::Index numBins() const noexcept { return fft.numBins(); }
    [[nodiscard]] Eigen::Index numFrames() const noexcept { return frames; }

    /** The spectrum of one frame.
        samples  of the whole channel
        [worker] */
    void analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::Index frame,
                  Eigen::Ref<Eigen::VectorXcf> spectrum);

    /** The sound of all spectra.
        spectra  [numBins x numFrames]
        samples  [numSamples] replaced
        [worker] */
    void synthesise (const Eigen::Ref<const Eigen::MatrixXcf>& spectra, Eigen::Ref<Eigen::VectorXf> samples);

private:
    struct Extent
    {
        Eigen::Index begin, end, offset; // in the channel; of `begin` in the frame
    };

    [[nodiscard]] Extent extentOf (Eigen::Index frame) const;

    Eigen::Index length = 0, total = 0, frames = 0;
    core::RealFft fft;
    Eigen::VectorXf window, samplesOfFrame; // the window makes both transforms unitary
};

} // namespace unbraid::restoration
