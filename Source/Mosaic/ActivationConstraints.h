// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::mosaic
{

// What an iteration of a mosaic does to the activations before their update: one row is a frame of the source, one
// column a frame of the target. Each works on the columns `first` to `first + count - 1`, so that several threads can
// share them. Source: Driedger, Praetzlich & Mueller 2015, ISMIR, section 3.

/** A source frame sounds once in a while: what is not the largest of its row within `reach` columns on both sides is
    multiplied by `kept`.
    activations  [source frames x target frames] H
    restricted   of the same size, written at the columns
    [worker] */
void restrictRepetition (const Eigen::MatrixXf& activations, Eigen::Index reach, float kept,
                         Eigen::Index first, Eigen::Index count, Eigen::MatrixXf& restricted);

/** Few source frames sound at once: what is not among the `numVoices` that add most to its column is multiplied by
    `kept`; of equal ones all stay.
    levels  [source frames] sums of the atoms: a frame adds its activation times its level
    [worker] */
void restrictPolyphony (const Eigen::ArrayXf& levels, Eigen::Index numVoices, float kept, Eigen::Index first,
                        Eigen::Index count, Eigen::MatrixXf& activations);

/** Continuity, the frames in the order of their recording: each value becomes the sum of its diagonal, `reach` steps back and
    forth in both times, which stays within one recording.
    restricted  [source frames x target frames]
    lengths     frames of each recording, in the order of the rows
    enhanced    of the same size, written at the columns
    [worker] */
void enhanceContinuity (const Eigen::MatrixXf& restricted, const std::vector<Eigen::Index>& lengths,
                        Eigen::Index reach, Eigen::Index first, Eigen::Index count,
                        Eigen::MatrixXf& enhanced);

} // namespace unbraid::mosaic
