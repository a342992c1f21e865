// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Mosaic/SourceFrames.h"

namespace unbraid::mosaic
{

/** How the frames of the source take the shape of the target. */
struct MosaicSettings
{
    int iterations = 20;         // L
    Eigen::Index repetition = 3; // r: a source frame does not sound again within as many frames; 0: it may
    Eigen::Index polyphony = 10; // p source frames at once; 0: any number
    Eigen::Index continuity = 3; // c frames on each side that are played in order; 0: none
    int numThreads = 1;
};

/** The memory that `mosaicActivations` and `mosaicSound` need at most, with the samples of a channel left out.
    [any] */
double mosaicBytes (Eigen::Index numBins, Eigen::Index sourceFrames, Eigen::Index targetFrames) noexcept;

/** The activations H of V ~ W H whose W are the magnitudes of the source's frames as they are. Each of L iterations
    restricts repetition, then polyphony, enhances continuity, and updates the result C under the Kullback-Leibler
    divergence; iteration l = 0 .. L-1 keeps 1 - (l+1) / L of what the restrictions take away, the last nothing.

        H <- C . [ W^T (V / W C) / W^T 1 ]

    Atoms keep their levels, so that consecutive frames with one activation are the recording itself. The start is flat.
    target   [bins x target frames] V, magnitudes
    source   W; scaled in place
    returns  [source frames x target frames] H; what is less than 1e-7 of a frame's share is zero. The number of threads
             does not change a bit.
    [worker] errors: a target or a source without sound; cancelled
    Source: Driedger, Praetzlich & Mueller 2015, ISMIR, "Let it Bee: towards NMF-inspired audio mosaicing"; a flat start,
    and diagonals that end with their recording, are ours. */
core::Result<Eigen::MatrixXf> mosaicActivations (const Eigen::MatrixXf& target, SourceFrames source,
                                                 const MosaicSettings& settings,
                                                 const core::Progress& onProgress);

} // namespace unbraid::mosaic
