// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::core
{

/** A recording in mono, to be looked at, learned from or scored, never to be played: the mean of its channels, but that a sound
    whose channels cancel (a microphone wired the wrong way, a voice that was widened; the mean keeps less than an eighth of what
    it keeps of channels that have nothing in common) has the mean power of the channels and the phase of a loud one. Exactly the mean where nothing cancels.
    samples  [samples x channels], finite
    returns  [samples]
    [worker] */
Eigen::VectorXf mixdown (const Eigen::MatrixXf& samples, double sampleRateHz);

/** 1 for a channel that adds to the loudest one of the recording, -1 for one that cancels it: whose correlation with it is
    below -1/2.
    samples  [samples x channels], finite
    returns  [channels]
    [worker] */
Eigen::RowVectorXf polarities (const Eigen::MatrixXf& samples);

/** Whether there is sound in it, louder than -140 dB in the mean. [any] */
bool hasSound (const Eigen::Ref<const Eigen::MatrixXf>& samples);

} // namespace unbraid::core
