// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

#include <vector>

namespace unbraid::unfolding
{

/** What a voice is made of. */
struct VoicePool
{
    bool isWide = false;                    // recordings at the mixtures' rate only: see drawSound
    std::vector<Eigen::Index> recordings{}; // of the first source, one person's; empty: any
};

/** A voice without colouration or room: utterances with pauses until the mixture is full, long ones from a random
    position on, all at one speed and pitch within a few percent; active parts at a level of one. Silence if all draws
    are silent.
    draw   receives the ratio
    floor  receives what is taken off the pauses of the recordings (PauseGains.h) where the settings say so, else silence;
           it is no part of the voice, but sounded with it
    [worker] */
Eigen::VectorXf drawVoice (MixingTools& tools, Draws& draws, SourceDraw& draw, const VoicePool& pool,
                           Eigen::VectorXf& floor);

/** More of a voice at this speed and pitch, each utterance up or down by a few percent where it is changed at all. With the
    background of its pauses.
    [worker] */
Eigen::VectorXf drawMore (MixingTools& tools, Draws& draws, double ratio, bool isChanged,
                          const VoicePool& pool);

} // namespace unbraid::unfolding
