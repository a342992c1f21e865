// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/DamageFinder.h"

#include <vector>

namespace unbraid::restoration
{

/** Runs of zeros, 1 ms and more, between sound of at least -46 dB of the channel's peak on both sides.
    longestSeconds  longer ones are silence
    [worker] */
std::vector<Gap> zeroRuns (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz,
                           double longestSeconds);

/** Those, up to 30 ms, in which nothing but a dropout explains the zeros: the sound is loud, breaks off without a fade and sets in
    again as loud, with a jump on one side at least, as neither pauses of speech nor gates do; it is no sequence of constant
    values; and there are few such gaps.
    [worker] */
std::vector<Gap> sureDropouts (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

} // namespace unbraid::restoration
