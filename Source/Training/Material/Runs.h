// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Material/Segment.h"

#include <random>

namespace unbraid::training
{

/** Consecutive frames that stay together in random draws, so that transitions can be learned. */
constexpr Eigen::Index framesPerRun = 32;

/** Frames split into runs, the last one possibly shorter. [worker] */
std::vector<Frames> runsOf (const Frames& frames);

/** Runs concatenated. [worker] */
Frames joined (const std::vector<Frames>& runs);

/** 0 .. count - 1 in a random order that is the same with every standard library (Fisher & Yates). [worker] */
std::vector<size_t> shuffledOrder (size_t count, std::uint64_t seed);

/** A pool of runs from which batches are drawn at random: neighbours in a recording rarely share a batch, and
    memory stays bounded. Draws depend only on earlier additions and draws, and on the seeds. */
class RunPool
{
public:
    /** Splits the frames into runs and stores them. [worker] */
    void add (const Frames& frames);

    /** Removes random whole runs until `wanted` frames are reached or none is left. [worker] */
    Frames draw (Eigen::Index wanted, std::uint64_t seed);

    [[nodiscard]] Eigen::Index numFrames() const noexcept { return frames; }
    [[nodiscard]] const std::vector<Frames>& content() const noexcept { return runs; }

private:
    std::vector<Frames> runs;
    Eigen::Index frames = 0;
};

} // namespace unbraid::training
