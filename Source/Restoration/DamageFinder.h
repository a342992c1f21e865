// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/SampleState.h"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace unbraid::restoration
{

/** A stretch of time in which a recording is lost, in samples: first and one past the last. */
struct Gap
{
    Eigen::Index begin = 0;
    Eigen::Index end = 0;
};

/** Which samples of a channel can be repaired, and why. */
struct Damage
{
    SampleStates states;
    std::optional<float> highLevel; // at which the tops are cut off
    std::optional<float> lowLevel;  // and the bottoms
    Eigen::Index numClipped = 0;
    Eigen::Index numLost = 0;
};

/** Longer gaps are left alone: nothing in their surroundings says what was there. */
constexpr double longestGapSeconds = 0.25;

/** Finds what is damaged in a channel:
    - clipping: the largest value, or the smallest, is a plateau, which many samples reach exactly and few come near;
      each side by itself, at any level. Or, with `clipLevel`, all that is at or beyond it
    - gaps: samples that are no numbers; runs of zeros, 1 ms and more, between loud ones; those that are given.
    samples    [frames] of one channel
    clipLevel  linear; 0: found
    gaps       given by the user
    [worker] */
Damage findDamage (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz, float clipLevel,
                   const std::vector<Gap>& gaps);

} // namespace unbraid::restoration
