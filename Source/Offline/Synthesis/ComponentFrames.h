// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"
#include "Offline/Synthesis/ComponentSpec.h"

#include <functional>

namespace unbraid::offline
{

/** Sine frames over a whole recording at any overlap, for models of its coefficients: a sound of any of them is the
    frames' inverse, Phi, which is a tight frame but for the scale: Phi T = 1, and T Phi is an orthogonal projection.
    overlap  windows over each sample, 2 or more
    [worker] errors: a window that holds fewer than 16 samples or more than 2^20, too many coefficients */
core::Status prepareFrames (core::Frames& frames, double sampleRateHz, double windowSeconds,
                            Eigen::Index overlap, Eigen::Index numSamples);

/** The hop at which so many windows of about this length lie over each sample; the window, that many hops, is even. [any] */
Eigen::Index hopFor (double sampleRateHz, double windowSeconds, Eigen::Index overlap);

/** The sounds of coefficients shared out in proportion to the components' models, [samples x components].
    coefficients  [bins x frames]
    modelOf       of a component, [bins x frames] >= 0; called twice for each
    [worker] */
Eigen::MatrixXf maskedSounds (core::Frames& frames, const Eigen::MatrixXcf& coefficients,
                              Eigen::Index numComponents,
                              const std::function<Eigen::MatrixXf (Eigen::Index)>& modelOf);

/** Values of the first bins for all bins: above them the mean of their upper half.
    values  [first bins x frames]; returns [numBins x frames]
    [worker] */
Eigen::MatrixXf extendedAbove (const Eigen::MatrixXf& values, Eigen::Index numBins);

/** A method of the frames of one channel, of unit mean power.
    spectra  [bins x frames]
    returns  [samples x components] */
using FrameMethod = core::Result<Eigen::MatrixXf> (core::Frames& frames, const Eigen::MatrixXcf& spectra,
                                                   const ComponentSpec& spec,
                                                   const ComponentProgress& onProgress);

/** Such a method of a recording's mixdown, as `ComponentMethod::run`. [worker] */
core::Result<Eigen::MatrixXf> framedComponents (const Eigen::MatrixXf& samples, double sampleRateHz,
                                                const ComponentSpec& spec,
                                                const ComponentProgress& onProgress, FrameMethod& method);

template <FrameMethod& method>
core::Result<Eigen::MatrixXf> overFrames (const Eigen::MatrixXf& samples, double sampleRateHz,
                                          const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    return framedComponents (samples, sampleRateHz, spec, onProgress, method);
}

} // namespace unbraid::offline
