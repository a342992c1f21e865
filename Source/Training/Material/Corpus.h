// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Material/Segment.h"

#include <span>

namespace unbraid::training
{

/** Number of segments read at a time; fixed, so that the result does not depend on the number of threads. */
constexpr size_t segmentsAtOnce = 8;

/** Reads segments on the threads of the spec; returned in order, whichever finishes first.
    [worker] errors: as `readSegment` */
core::Result<std::vector<Frames>> readSegments (const TrainingSpec& spec, std::span<const Segment> segments);

/** Reads segments into memory; beyond `maxFrames` frames, a uniform random sample of short runs is kept, in
    bounded memory. Silent recordings give no frames.
    [worker] errors: as `readSegment`; cancelled by `shouldContinue`
    Source: Vitter 1985, algorithm R. */
core::Result<Frames> readCorpus (const TrainingSpec& spec, const std::vector<Segment>& segments,
                                 Eigen::Index maxFrames, const std::function<bool()>& shouldContinue);

/** The error of a training whose recordings hold no sound. */
core::Error nothingToLearnFrom (const std::vector<Segment>& segments);

/** The training and the held-out segments of a source; the latter show overfitting. */
struct Split
{
    std::vector<Segment> learned;
    std::vector<Segment> heldOut;
};

/** Holds out `share` of the segments, drawn by the seed; none if that is less than half a segment. */
Split split (const std::vector<Segment>& segments, double share, unsigned int seed);

} // namespace unbraid::training
