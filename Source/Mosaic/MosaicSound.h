// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Mosaic/MosaicActivations.h"

namespace unbraid::mosaic
{

/** Settings of the sound that is made from the activations. */
struct SoundSettings
{
    Eigen::Index numSamples = 0; // of the target
    int phaseIterations = 30;    // of Griffin & Lim; 0: the phases of the source's frames as they are
    int numThreads = 1;
};

/** The sound of a mosaic: in each frame the sum of the source's complex frames, weighed by the activations, and from its
    phases on those that fit the magnitudes |S| H best. Has as many channels as the source's recording with the most.
    recordings   [frames x channels] each, as for `sourceFrames`
    activations  [source frames x target frames] H
    returns      [samples x channels]
    [worker] errors: cancelled
    Source: Driedger, Praetzlich & Mueller 2015, ISMIR, section 3. */
core::Result<Eigen::MatrixXf> mosaicSound (const std::vector<Eigen::MatrixXf>& recordings,
                                           const Eigen::MatrixXf& activations, core::Frames& frames,
                                           const SoundSettings& settings, const core::Progress& onProgress);

} // namespace unbraid::mosaic
