// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Core/Spectral/Window.h"

#include <Eigen/Core>

namespace unbraid::core
{

/** How frames lie over a recording, and the window that cuts them out and puts them together again. */
struct FrameShape
{
    FrameGeometry geometry;   // its hop, analysis and fft
    Eigen::VectorXf window;   // [analysis]
    Eigen::Index before = 0;  // zeros before the recording in the first frame, and at least as many behind it
    float adjointGain = 0.0f; // makes the adjoint the inverse where frames are tight; 0: they are not
};

/** Frames inside a segment of a recording in the engine's analysis window, not tight. [any] */
FrameShape engineFrames (const FrameGeometry& geometry);

/** Tight frames in sine windows over all samples of a recording, with zeros before and behind it.
    hop           samples
    overlap       windows over each sample, 2 or more; hop x overlap is even
    sampleRateHz  for those who ask the geometry for frequencies
    [any] */
FrameShape sineFrames (Eigen::Index hop, Eigen::Index overlap, double sampleRateHz = 0.0);

/** The same in Hann windows, and so scaled that the frames keep the energy of a sound in the bins of the whole transform.
    overlap  3 or more
    [any] */
FrameShape hannFrames (Eigen::Index hop, Eigen::Index overlap, double sampleRateHz = 0.0);

/** Frames of recordings that are there as a whole, for offline processing; those of a stream are cut by `Stft`. With T the
    transform of all frames and T* its adjoint, the inverse is (T* T)^-1 T*, the sound whose spectra are nearest: T* T is
    diagonal, the windows' squares, overlapped. So T times the inverse, `project`, is the orthogonal projection on
    consistent spectrograms, those of some sound; spectrograms that were changed bin by bin are none.
    Sources: Griffin & Lim 1984, eq. (6), for the inverse; Le Roux & Vincent 2013, for consistency. */
class Frames
{
public:
    /** [worker] errors: as RealFft */
    Status prepare (FrameShape wanted);

    /** Sine windows that overlap by half.
        windowSeconds  rounded to a length that transforms quickly
        [worker] errors: a window shorter than 16 samples or longer than 65536 */
    Status prepare (double sampleRateHz, double windowSeconds);

    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return shape.geometry; }
    [[nodiscard]] Eigen::Index window() const noexcept { return shape.geometry.analysis; }
    [[nodiscard]] Eigen::Index hop() const noexcept { return shape.geometry.hop; }
    [[nodiscard]] Eigen::Index numBins() const noexcept { return shape.geometry.numBins(); }

    /** [window] */
    [[nodiscard]] const Eigen::VectorXf& squaredWindow() const noexcept { return squares; }

    /** How often each bin stands in the whole transform of a real sound: twice, but for the first and the last. [bins] */
    [[nodiscard]] const Eigen::VectorXf& binWeights() const noexcept { return weights; }

    /** The real part of the inner product of two spectrograms, of all bins of the whole transform. [worker] */
    [[nodiscard]] double product (const Eigen::MatrixXcf& a, const Eigen::MatrixXcf& b) const;

    // Frame by frame, of recordings of any length

    /** Frames that a recording of so many samples has. */
    [[nodiscard]] Eigen::Index numFrames (Eigen::Index numSamples) const noexcept;

    /** The spectrum of one frame; zeros outside the recording.
        samples   a whole channel
        spectrum  [bins], written
        [worker] */
    void analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::Index frame,
                  Eigen::Ref<Eigen::VectorXcf> spectrum);

    /** Overlap-adds the next frame of tight ones. Returns the completed hop, which is the first of that frame.
        spectrum  [bins]
        leftOver  [window - hop] sums of earlier frames, zero before the first one; updated
        [worker] */
    Eigen::VectorXf synthesise (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                                Eigen::Ref<Eigen::VectorXf> leftOver);

    /** |x|^2 of all frames of a whole channel, [bins x frames]. [worker] */
    Eigen::MatrixXf powerSpectra (const Eigen::Ref<const Eigen::VectorXf>& samples);

    /** The spectrum of the samples of a frame.
        samples   [window]
        spectrum  [bins], written
        [worker] */
    void forwardFrame (const Eigen::Ref<const Eigen::VectorXf>& samples,
                       Eigen::Ref<Eigen::VectorXcf> spectrum);

    /** Contribution of one frame to the sums of the inverse: its sound times the window.
        spectrum  [bins]
        samples   [window], written
        [worker] */
    void inverseFrame (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                       Eigen::Ref<Eigen::VectorXf> samples);

    // All frames of one recording

    /** The length of the recordings from now on. [worker] */
    void setNumSamples (Eigen::Index count);

    /** The same by their frames, at least one, which they fill. [worker] */
    void setNumFrames (Eigen::Index count);

    [[nodiscard]] Eigen::Index numSamples() const noexcept { return length; }
    [[nodiscard]] Eigen::Index numFrames() const noexcept { return frames; }

    /** samples [numSamples] returns [bins x frames] [worker] */
    Eigen::MatrixXcf forward (const Eigen::Ref<const Eigen::VectorXf>& samples);

    /** The sound whose spectra are nearest. spectra [bins x frames] returns [numSamples] [worker] */
    Eigen::VectorXf inverse (const Eigen::MatrixXcf& spectra);

    /** The windowed samples of the frames, for other transforms than Fourier's.
        samples [numSamples] returns [window x frames] [worker] */
    [[nodiscard]] Eigen::MatrixXf cut (const Eigen::Ref<const Eigen::VectorXf>& samples) const;

    /** The sound whose windowed samples are nearest. cutFrames [window x frames] returns [numSamples] [worker] */
    Eigen::VectorXf join (const Eigen::MatrixXf& cutFrames);

    /** The nearest spectra of any sound that is as long as all frames together. [worker] */
    void project (Eigen::MatrixXcf& spectra);

private:
    /** The samples of a frame, windowed; zeros outside the recording.
        found  [window], written */
    void cutFrame (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::Index frame,
                   Eigen::Ref<Eigen::VectorXf> found) const;
    /** The sound of all frames times their windows, in `sums`. */
    void addUp (const Eigen::MatrixXcf& spectra);
    /** `sums` by the window's squares, without the zeros around the recording. */
    [[nodiscard]] Eigen::VectorXf foundSound() const;

    FrameShape shape;
    RealFft fft;
    Eigen::VectorXf squares, weights;
    Eigen::VectorXf padded; // [fft]
    Eigen::VectorXf part;   // [window] of one frame

    Eigen::Index length = 0, frames = 0;
    Eigen::VectorXf overlappedSquares; // [samples of all frames] the diagonal of T* T
    Eigen::VectorXf sums;              // [samples of all frames]
};

} // namespace unbraid::core
