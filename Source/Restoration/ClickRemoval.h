// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/DamageFinder.h"

namespace unbraid::restoration
{

/** What counts as a click: how far a sample is from what its neighbours on both sides predict. */
struct ClickSettings
{
    double threshold = 25.0; // relative to the middle of such errors around it
    double isolation =
        3.0; // and to the largest of the others: pulses of a voice, attacks and bursts have their like beside them
};

/** Finds clicks of up to 4 ms in a channel, as scratches and bad cuts make them: samples that a linear prediction from both sides
    does not explain. More than 40 in a second are taken for a part of the sound, such as the pulses of a voice, and left.
    [worker] */
std::vector<Gap> findClicks (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz,
                             const ClickSettings& settings);

/** Replaces them by linear prediction from 25 ms on both sides; no other sample is changed.
    [worker] */
void removeClicks (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, const std::vector<Gap>& clicks);

} // namespace unbraid::restoration
