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
    isDuet  the voice is told and there, and somebody else is
    [worker] */
Cast drawCast (const MixingTools& tools, bool isDuet, Draws& draws);

/** Recordings of a voice, each as another microphone in another place might have taken it: equalised, some of them narrowed,
    with recorded noise below. So the voice is all that they have in common.
    returns  enrolmentPieces, each as long as the mixture
    ratio    of the voice's speed and pitch in the mixture
    [worker] */
std::vector<Eigen::VectorXf> drawEnrolment (MixingTools& tools, Draws& draws, double ratio,
                                            const VoicePool& pool);

/** An enrolment of somebody, without a mixture: every take is other pieces, all at one speed and pitch.
    returns  as drawEnrolment; empty: they have but one recording
    [worker] */
std::vector<Eigen::VectorXf> drawTake (MixingTools& tools, Eigen::Index speaker, std::uint64_t take);

} // namespace unbraid::unfolding
