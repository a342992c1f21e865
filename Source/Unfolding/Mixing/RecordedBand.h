// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::unfolding
{

/** The frequency in Hz where a codec ended a recording: a fall of 15 dB or more within 500 Hz, above 6 kHz, in its louder
    frames, after which nothing comes within 55 dB of its loudest band again. Infinity where there is none: a voice or a noise
    that fades towards high frequencies was recorded as it is.
    samples  one channel
    [worker] */
double recordedBandHz (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

} // namespace unbraid::unfolding
