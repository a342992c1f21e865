// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::evaluation
{

/** Scores are clamped to +-100 dB. Beyond that a rescaled 32-bit float signal is indistinguishable from the
    reference; equal (infinite) and silent (minus infinity) estimates can then be averaged. */
constexpr double siSdrLimitDb = 100.0;

/** Scale-invariant signal-to-distortion ratio of one channel, in dB: the energy of the estimate's projection
    on the reference over the energy of the residual. Sums in double.
    reference, estimate  [samples] the same length, at least 2; any scale and offset: the paper takes both as
                         zero-mean, here their means are removed
    A silent or constant estimate scores -siSdrLimitDb, an estimate equal to the reference +siSdrLimitDb.
    [worker]  Errors: lengths differ, too short, a sample that is not finite, a silent or constant reference.
    Source: Le Roux, Wisdom, Erdogan and Hershey 2019, eq. (5). */
core::Result<double> siSdrDb (const Eigen::Ref<const Eigen::VectorXf>& reference,
                              const Eigen::Ref<const Eigen::VectorXf>& estimate);

/** True where a channel of the reference is neither silent nor constant: there is an SI-SDR to compute. [any] */
bool hasSiSdr (const Eigen::Ref<const Eigen::MatrixXf>& reference);

/** The mean of `siSdrDb`, in dB, over the channels where the reference is neither silent nor constant: an
    instrument that is panned hard has a score.
    reference, estimate  [samples x channels] the same shape, at least one channel
    [worker]  Errors: as `siSdrDb`, naming the channel (from 1). */
core::Result<double> meanSiSdrDb (const Eigen::Ref<const Eigen::MatrixXf>& reference,
                                  const Eigen::Ref<const Eigen::MatrixXf>& estimate);

} // namespace unbraid::evaluation
