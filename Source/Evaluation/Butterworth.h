// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::evaluation
{

/** One second-order section, H(z) = (b0 + b1/z + b2/z^2) / (1 + a1/z + a2/z^2). */
struct FilterSection
{
    double b0 = 1.0;
    double b1 = 0.0;
    double b2 = 0.0;
    double a1 = 0.0;
    double a2 = 0.0;
};

enum class Pass
{
    low,
    high
};

/** A Butterworth filter of even order as a chain of sections, made by the bilinear transform with the cutoff
    prewarped, so that it lies at exactly -3 dB. Shared by HighPass and BandFilters; callers use those.
    order         even, at least 2
    sampleRateHz  any
    cutoffHz      above 0, below half the rate
    [worker] */
std::vector<FilterSection> butterworthSections (Pass pass, int order, double sampleRateHz, double cutoffHz);

/** The signal through a chain of sections, from rest, in double.
    signal  [samples] any length
    [worker]  Errors: a sample that is not finite. */
core::Result<Eigen::VectorXf> filterCausal (const std::vector<FilterSection>& sections,
                                            const Eigen::Ref<const Eigen::VectorXf>& signal);

/** The signal through the chain forward and then backward, in double: no phase shift, the magnitude squared.
    Both ends are continued by 3 (2 sections + 1) samples of odd reflection and each pass starts in the steady
    state of its first sample, so that an offset makes no transient.
    signal  [samples] longer than the continuation
    [worker]  Errors: too short, a sample that is not finite. */
core::Result<Eigen::VectorXf> filterZeroPhase (const std::vector<FilterSection>& sections,
                                               const Eigen::Ref<const Eigen::VectorXf>& signal);

/** What is wrong with a rate or a cutoff that came from outside, if anything.
    Errors: rate outside 8000 to 192000 Hz, cutoff outside (0, half the rate); NaN too.  [worker] */
core::Status checkCutoff (double sampleRateHz, double cutoffHz);

} // namespace unbraid::evaluation
