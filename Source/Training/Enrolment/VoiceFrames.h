// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

namespace unbraid::training
{

/** What the loud frames of a recording, 40 ms long and 20 ms apart, say about who sounds in it. */
struct VoiceFrames
{
    double severalShare = 0.0; // of the frames in which a second period is left when the first is taken away
    double levelStepDb =
        0.0; // from one frame to the next in the mean: people change their level at each sound, music keeps it
    Eigen::Index count = 0; // frames; few say nothing
};

/** A frame's first period T is where its autocorrelation is largest; x (n) - x (n - T) has no periodic sound of that period
    left (de Cheveigne 1993). There are several where that has more than half of the frame's energy, and an autocorrelation of
    .7 or more at another period, which is no multiple or part of T.
    samples  [samples] of one channel
    [worker] errors: those of RealFft::prepare */
core::Result<VoiceFrames> observeVoice (const Eigen::Ref<const Eigen::VectorXf>& samples,
                                        double sampleRateHz);

} // namespace unbraid::training
