// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Core/Spectral/Fft.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** What recordings of one voice have in common, whatever took them: how the levels of bands vary together in its voiced frames.

    Frames last 40 ms, one every 20 ms. A frame is voiced where its autocorrelation has a peak of .6 or more at a period of 2.2 to
    16.7 ms, both over those of the window (Boersma 1993). x_t are the natural logarithms of the energies of its bands, which are
    triangles as wide and far apart on the mel scale as each other, from 80 Hz to 3.2 kHz; C is their covariance, every
    recording about a mean of its own, so that the filters of microphones and codecs change nothing. The statistics are

        log (C + .2 I)

    by the logarithm of a matrix, whose differences measure how far apart covariances are (Arsigny et al. 2006).
    Used by one thread at a time. */
class VoiceStatistics
{
public:
    /** [worker] errors: those of RealFft::prepare */
    Status prepare (double sampleRateHz);

    /** recordings  [samples] each, of one voice
        returns     [numVoiceStatistics] the upper triangle, column after column; of recordings without a voice, those of C = 0
        [worker] */
    [[nodiscard]] Eigen::VectorXf of (const std::vector<Eigen::VectorXf>& recordings);

    /** Voiced frames of the latest recordings, a hop each. [worker] */
    [[nodiscard]] double voicedSeconds() const noexcept;

private:
    /** [bands x voiced frames] */
    Eigen::MatrixXf voicedLevels (const Eigen::Ref<const Eigen::VectorXf>& samples);
    [[nodiscard]] bool isVoiced (float energy) const noexcept;

    RealFft fft;
    Eigen::Index numVoiced = 0; // frames of the latest recordings
    Eigen::Index hop = 0, shortestPeriod = 0, longestPeriod = 0;
    Eigen::VectorXf window;
    Eigen::VectorXf windowCorrelation; // [points] over that at a lag of 0
    Eigen::MatrixXf bands;             // [bands x bins]
    Eigen::VectorXf padded, correlation;
    Eigen::VectorXcf spectrum;
};

} // namespace unbraid::core
