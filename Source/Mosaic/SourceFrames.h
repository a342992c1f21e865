// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"

#include <vector>

namespace unbraid::mosaic
{

/** |x| of all frames of a recording: the root of the power, averaged over its channels.
    samples  [frames x channels]
    returns  [bins x frames]
    [worker] */
Eigen::MatrixXf magnitudesOf (const Eigen::MatrixXf& samples, core::Frames& frames);

/** The frames of several recordings side by side: the dictionary of a mosaic, fixed and in order of time. */
struct SourceFrames
{
    Eigen::MatrixXf atoms;             // [bins x source frames] magnitudes
    std::vector<Eigen::Index> lengths; // frames of each recording

    [[nodiscard]] Eigen::Index count() const { return atoms.cols(); }
};

/** recordings  [frames x channels] each, at one rate
    [worker] */
SourceFrames sourceFrames (const std::vector<Eigen::MatrixXf>& recordings, core::Frames& frames);

/** The spectra of one channel of all recordings, in the order of `SourceFrames`, real and imaginary parts. A recording
    with fewer channels gives its last one.
    [worker] */
struct SourceSpectra
{
    Eigen::MatrixXf real;      // [bins x source frames]
    Eigen::MatrixXf imaginary; // [bins x source frames]
};
SourceSpectra sourceSpectra (const std::vector<Eigen::MatrixXf>& recordings, Eigen::Index channel,
                             core::Frames& frames);

} // namespace unbraid::mosaic
