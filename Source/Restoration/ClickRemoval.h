// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/DamageFinder.h"

namespace unbraid::restoration
{

/** What counts as a click. */
struct ClickSettings
{
    double threshold =
        25.0; // distance from what both sides predict, relative to the middle of such distances around it
    bool onlySure = true; // what nothing but damage explains (ClickEvidence.h); off: whatever is that far
};

/** Finds clicks of up to 4 ms in a channel, as scratches and faulty converters make them: samples that a linear prediction from both
    sides does not explain. More than 40 in a second are taken for a part of the sound and left.
    [worker] */
std::vector<Gap> findClicks (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz,
                             const ClickSettings& settings);

/** Replaces them by linear prediction from 50 ms on both sides; no other sample is changed.
    [worker] */
void removeClicks (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, const std::vector<Gap>& clicks);

} // namespace unbraid::restoration
