// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/VoiceSide.h"

#include <vector>

namespace unbraid::unfolding
{

/** Who talks in a mixture. */
struct Cast
{
    bool hasVoice = true; // as far as the scene has one
    bool isTold = false;  // an enrolment tells which voice is the first source; else all of them are
    VoicePool voice{};
    VoicePool enrolled{};            // other recordings of the same person
    std::vector<VoicePool> others{}; // one pool for each
};

/** The cast of a mixture whose talkers are separated: the voice is of somebody with two recordings or more, half of which
    are kept for the enrolment, and the others are other people.
    [worker] */
Cast drawCast (const MixingTools& tools, Draws& draws);

/** Recordings of a voice, each as another microphone in another place might have taken it: equalised, some of them narrowed,
    with recorded noise below. So the voice is all that they have in common.
    returns  [samples x enrolmentPieces]
    ratio    of the voice's speed and pitch in the mixture
    [worker] */
Eigen::MatrixXf drawEnrolment (MixingTools& tools, Draws& draws, double ratio, const VoicePool& pool);

} // namespace unbraid::unfolding
