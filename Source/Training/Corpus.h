// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Stretch.h"

#include <span>

namespace unbraid::training
{

/** As many stretches as are read at a time; fixed, so that what is learned does not depend on the threads. */
constexpr size_t stretchesAtOnce = 8;

/** Reads stretches on the threads of the spec; in their order whatever finishes first.
    [worker] errors: as `readStretch` */
core::Result<std::vector<Frames>> readStretches (const TrainingSpec& spec,
                                                 std::span<const Stretch> stretches);

/** Reads stretches into memory: of more than `maxFrames` frames a uniform random sample of short runs is kept,
    in bounded memory. Silent recordings give no frames.
    [worker] errors: as `readStretch`; cancelled by `goesOn`
    Source: Vitter 1985, algorithm R. */
core::Result<Frames> readCorpus (const TrainingSpec& spec, const std::vector<Stretch>& stretches,
                                 Eigen::Index maxFrames, const std::function<bool()>& goesOn);

/** The error of a training whose recordings hold no sound. */
core::Error nothingToLearnFrom (const std::vector<Stretch>& stretches);

/** What a source is learned from and what is kept back to see whether it learned more than that. */
struct Split
{
    std::vector<Stretch> learned;
    std::vector<Stretch> heldOut;
};

/** Keeps back `share` of the stretches, drawn by the seed; none where that is less than half a stretch. */
Split split (const std::vector<Stretch>& stretches, double share, unsigned int seed);

} // namespace unbraid::training
