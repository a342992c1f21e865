// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::unfolding
{

/** RMS of the active part: the 20 ms frames within 30 dB of the loudest; 0 for silence.
    Pauses do not count, so a voice has the same level however long its pauses are.
    [worker] */
float activeRms (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

/** RMS of all samples; 0 if there are none. [any] */
float plainRms (const Eigen::Ref<const Eigen::VectorXf>& samples) noexcept;

/** A gain in dB as an amplitude factor. [any] */
float amplitudeOf (double gainDb) noexcept;

} // namespace unbraid::unfolding
