// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::evaluation
{

/** Scores exclude frequencies below: recordings hold rumble that a fixed filter could claim as a gain. */
constexpr double scoreHighPassHz = 80.0;

/** Cutoff of the baseline filter in every table of scores. */
constexpr double baselineHighPassHz = 60.0;

/** High-pass without phase shift: Butterworth of order 4 forward and backward, so -6 dB at the cutoff.
    signal        [samples] at least 16
    sampleRateHz  8000 to 192000
    cutoffHz      above 0, below half the rate
    [worker]  Errors: too short, a sample that is not finite, rate or cutoff out of range. */
core::Result<Eigen::VectorXf> highPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                        double cutoffHz = scoreHighPassHz);

/** Causal high-pass, as in a simple device: Butterworth of order 2 from rest, -3 dB at the cutoff.
    signal        [samples] any length
    sampleRateHz  8000 to 192000
    cutoffHz      above 0, below half the rate
    [worker]  Errors: a sample that is not finite, rate or cutoff out of range. */
core::Result<Eigen::VectorXf> fixedHighPass (const Eigen::Ref<const Eigen::VectorXf>& signal,
                                             double sampleRateHz, double cutoffHz = baselineHighPassHz);

} // namespace unbraid::evaluation
