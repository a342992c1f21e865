// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"

#include <functional>

namespace unbraid::offline
{

/** Frames of a whole recording at any overlap: every sample lies in the same number of sine windows, with zeros before
    and after the recording. The coefficients of a sound are its `forward`; a sound of any coefficients is `inverse`, Phi,
    which is a tight frame but for the scale: Phi T = 1, and T Phi is an orthogonal projection. */
class CoveredFrames
{
public:
    /** overlap  windows over each sample, 2 or more
        [worker] errors: a window that holds fewer than 16 samples or more than 2^20, too many coefficients */
    core::Status prepare (double sampleRateHz, double windowSeconds, Eigen::Index overlap,
                          Eigen::Index numSamples);

    /** The hop at which so many windows of about this length lie over each sample; the window, that many hops, is even. [any] */
    static Eigen::Index hopFor (double sampleRateHz, double windowSeconds, Eigen::Index overlap);

    [[nodiscard]] core::Frames& frames() noexcept { return transform; }
    [[nodiscard]] Eigen::Index numBins() const noexcept { return transform.numBins(); }
    [[nodiscard]] Eigen::Index numFrames() const noexcept { return transform.numFrames(); }

    [[nodiscard]] Eigen::Index numSamples() const noexcept { return length; }

    /** samples  [numSamples] returns [bins x frames] [worker] */
    Eigen::MatrixXcf forward (const Eigen::Ref<const Eigen::VectorXf>& samples);

    /** spectra  [bins x frames] returns [numSamples] [worker] */
    Eigen::VectorXf inverse (const Eigen::MatrixXcf& spectra);

    /** The sounds of coefficients shared out in proportion to the components' models, [samples x components].
        coefficients  [bins x frames]
        modelOf       of a component, [bins x frames] >= 0; called twice for each
        [worker] */
    Eigen::MatrixXf masked (const Eigen::MatrixXcf& coefficients, Eigen::Index numComponents,
                            const std::function<Eigen::MatrixXf (Eigen::Index)>& modelOf);

private:
    core::Frames transform;
    Eigen::Index before = 0; // zeros
    Eigen::Index length = 0;
};

/** Values of the first bins for all bins: above them the mean of their upper half.
    values  [first bins x frames]; returns [numBins x frames]
    [worker] */
Eigen::MatrixXf extendedAbove (const Eigen::MatrixXf& values, Eigen::Index numBins);

} // namespace unbraid::offline
