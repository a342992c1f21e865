// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** Frames of a whole recording, overlapping by half, for offline processing: a sine window for analysis and the
    same for synthesis, whose squares sum to one. */
class TightFrames
{
public:
    /** windowSeconds  rounded to a length that transforms quickly
        [worker] errors: a window shorter than 16 samples or longer than 65536 */
    Status prepare (double sampleRateHz, double windowSeconds);

    [[nodiscard]] Eigen::Index window() const noexcept { return windowShape.size(); }
    [[nodiscard]] Eigen::Index hop() const noexcept { return window() / 2; }
    [[nodiscard]] Eigen::Index numBins() const noexcept { return window() / 2 + 1; }

    /** The number of frames that cover every sample twice. */
    [[nodiscard]] Eigen::Index numFrames (Eigen::Index numSamples) const noexcept;

    /** The spectrum of one frame, which begins one hop before sample `frame` times hop; zeros outside.
        samples   a whole channel
        spectrum  [numBins]
        [worker] */
    void analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::Index frame,
                  Eigen::Ref<Eigen::VectorXcf> spectrum);

    /** Overlap-adds the frame of a spectrum. Returns the completed hop: the samples from (frame - 1) times hop on.
        spectrum  [numBins]
        leftOver  [hop] tail of the previous frame, zero before the first one; updated
        [worker] */
    Eigen::VectorXf synthesise (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                                Eigen::Ref<Eigen::VectorXf> leftOver);

    /** |x|^2 of all frames.
        samples  a whole channel
        returns  [numBins x numFrames]
        [worker] */
    Eigen::MatrixXf powerSpectra (const Eigen::Ref<const Eigen::VectorXf>& samples);

private:
    RealFft fft;
    Eigen::VectorXf windowShape;
    Eigen::VectorXf samplesOfFrame;
};

} // namespace unbraid::core
