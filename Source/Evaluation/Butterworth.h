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

/** A Butterworth filter of even order as a chain of sections, by the bilinear transform with prewarped cutoff, so that
    the cutoff is at exactly -3 dB. Shared by HighPass and BandFilters; callers use those.
    order         even, at least 2
    sampleRateHz  any
    cutoffHz      above 0, below half the rate
    [worker] */
std::vector<FilterSection> butterworthSections (Pass pass, int order, double sampleRateHz, double cutoffHz);

/** Filters the signal by a chain of sections, from rest, in double.
    signal  [samples] any length
    [worker]  Errors: a sample that is not finite. */
core::Result<Eigen::VectorXf> filterCausal (const std::vector<FilterSection>& sections,
                                            const Eigen::Ref<const Eigen::VectorXf>& signal);

/** Filters the signal forward and backward, in double: zero phase, squared magnitude. Both ends are extended by
    3 (2 sections + 1) samples of odd reflection, and each pass starts in the steady state of its first sample, so
    an offset causes no transient.
    signal  [samples] longer than the extension
    [worker]  Errors: too short, a sample that is not finite. */
core::Result<Eigen::VectorXf> filterZeroPhase (const std::vector<FilterSection>& sections,
                                               const Eigen::Ref<const Eigen::VectorXf>& signal);

/** Checks a rate and a cutoff from outside.
    Errors: rate outside 8000 to 192000 Hz, cutoff outside (0, half the rate); NaN too.  [worker] */
core::Status checkCutoff (double sampleRateHz, double cutoffHz);

} // namespace unbraid::evaluation
