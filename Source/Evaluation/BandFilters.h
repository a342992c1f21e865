// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::evaluation
{

// Fixed bands: with HighPass.h, the baseline for separating music. The tables use them
// below 150 Hz (`lowPass`), from 150 Hz to 6 kHz (`bandPass`) and above 6 kHz (`highPass`).
constexpr double lowBandEdgeHz = 150.0;
constexpr double highBandEdgeHz = 6000.0;

/** Low-pass without phase shift: Butterworth of order 4 forward and backward, so -6 dB at the cutoff.
    signal        [samples] at least 16
    sampleRateHz  8000 to 192000
    cutoffHz      above 0, below half the rate
    [worker]  Errors: too short, a sample that is not finite, rate or cutoff out of range. */
core::Result<Eigen::VectorXf> lowPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                       double cutoffHz);

/** Band-pass without phase shift: the sections of `highPass` at lowHz and of `lowPass` at highHz in one pass
    forward and one backward.
    signal         [samples] at least 28
    sampleRateHz   8000 to 192000
    lowHz, highHz  above 0, below half the rate, lowHz < highHz
    [worker]  Errors: as `lowPass`, and edges in the wrong order. */
core::Result<Eigen::VectorXf> bandPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                        double lowHz, double highHz);

} // namespace unbraid::evaluation
