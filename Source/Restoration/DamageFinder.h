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

/** Criteria of damage. */
struct DamageSettings
{
    enum class Search
    {
        off,
        sure, // what nothing but damage explains
        given // what is at or beyond clipLevel; zeros up to zerosSeconds
    };

    Search clipping = Search::sure;
    float clipLevel = 0.0f; // linear, above 0
    Search zeros = Search::sure;
    double zerosSeconds = longestGapSeconds;
    std::vector<Gap> gaps; // that the user knows of
};

/** Finds what is damaged in a channel:
    - clipping: the largest value, or the smallest, is a plateau (Plateau.h); each side by itself, at any level
    - gaps: samples that are no numbers; runs of zeros in which sound breaks off and sets in again (ZeroRuns.h); those given.
    samples  [frames] of one channel
    [worker] */
Damage findDamage (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz,
                   const DamageSettings& settings);

} // namespace unbraid::restoration
