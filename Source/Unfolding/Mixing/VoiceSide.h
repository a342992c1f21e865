// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** A voice without colouration or room: utterances with pauses until the mixture is full, long ones from a random
    position on, all at one speed and pitch within a few percent; active parts at a level of one. Silence if all draws
    are silent.
    draw  receives the ratio
    isWide  of recordings at the mixtures' rate only: see drawSound
    [worker] */
Eigen::VectorXf drawVoice (MixingTools& tools, Draws& draws, SourceDraw& draw, bool isWide);

} // namespace unbraid::unfolding
