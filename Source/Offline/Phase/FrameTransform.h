// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::offline
{

/** The frames of a segment in the engine's analysis windows, and the sound that fits given frames best. Frame t holds the
    samples from t hops on. With T the transform and T* its adjoint, the inverse is (T* T)^-1 T*, where T* T is
    diagonal: the windows' squares, overlapped. So T times the inverse, `project`, is the orthogonal projection on
    consistent spectrograms, those of some sound; spectrograms that were changed bin by bin are none.
    Sources: Griffin & Lim 1984, eq. (6), for the inverse; Le Roux & Vincent 2013, for consistency. */
class FrameTransform
{
public:
    /** [worker] errors: as core::RealFft */
    core::Status prepare (const core::FrameGeometry& geometry);

    /** Frames of the segments from now on, at least one. [worker] */
    void setNumFrames (Eigen::Index count);

    [[nodiscard]] const core::FrameGeometry& geometry() const noexcept { return frame; }
    [[nodiscard]] Eigen::Index numBins() const noexcept { return frame.numBins(); }
    [[nodiscard]] Eigen::Index numFrames() const noexcept { return frames; }
    [[nodiscard]] Eigen::Index numSamples() const noexcept { return overlappedSquares.size(); }

    /** [analysis] */
    [[nodiscard]] const Eigen::VectorXf& squaredWindow() const noexcept { return squares; }

    /** samples  [numSamples]
        spectra  [bins x frames], written
        [worker] */
    void forward (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::MatrixXcf& spectra);

    /** The sound whose spectra are nearest.
        spectra  [bins x frames]
        samples  [numSamples], written
        [worker] */
    void inverse (const Eigen::MatrixXcf& spectra, Eigen::Ref<Eigen::VectorXf> samples);

    /** The nearest spectra of any sound. [worker] */
    void project (Eigen::MatrixXcf& spectra);

    /** One frame.
        samples   [analysis]
        spectrum  [bins], written
        [worker] */
    void forwardFrame (const Eigen::Ref<const Eigen::VectorXf>& samples,
                       Eigen::Ref<Eigen::VectorXcf> spectrum);

    /** Contribution of one frame to the sums of the inverse: its sound times the window.
        spectrum  [bins]
        samples   [analysis], written
        [worker] */
    void inverseFrame (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                       Eigen::Ref<Eigen::VectorXf> samples);

    /** How often each bin stands in the whole transform of a real sound: twice, but for the first and the last. [bins] */
    [[nodiscard]] const Eigen::VectorXf& binWeights() const noexcept { return weights; }

    /** The real part of the inner product of two spectrograms, of all bins of the whole transform. [worker] */
    [[nodiscard]] double product (const Eigen::MatrixXcf& a, const Eigen::MatrixXcf& b) const;

private:
    core::FrameGeometry frame;
    Eigen::Index frames = 0;
    core::RealFft fft;
    Eigen::VectorXf window, squares, weights;
    Eigen::VectorXf overlappedSquares; // [samples] the diagonal of T* T
    Eigen::VectorXf padded;            // [fft]
    Eigen::VectorXf between;           // [samples] of `project`
};

} // namespace unbraid::offline
