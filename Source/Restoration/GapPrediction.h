// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/DamageFinder.h"

namespace unbraid::restoration
{

/** The gaps of a channel that linear prediction can fill: those of 1/64 of a frame (0.7 ms) to eight frames.
    [worker] */
std::vector<Gap> predictableGaps (const SampleStates& states, Eigen::Index frameLength);

/** Whether prediction alone fills a gap better than with the help of frames: from a sixth of a frame (8 ms) on.
    [worker] */
bool isLong (const Gap& gap, Eigen::Index frameLength);

/** Fills a gap by linear prediction from up to four frames on each side: a long one by it alone, a short one by the
    mean of it and of the samples that are there.
    samples     of one channel, changed in the gap
    contextEnd  one past the last whole sample after the gap
    [worker] */
void predictGap (Eigen::Ref<Eigen::VectorXf> samples, const Gap& gap, Eigen::Index contextEnd,
                 Eigen::Index frameLength);

} // namespace unbraid::restoration
