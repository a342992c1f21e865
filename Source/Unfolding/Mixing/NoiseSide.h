// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** Interference for a voice, without colouration or room: recorded noises, each with its own speed and position, and
    additions (babble, rumble, hum, stationary noise, clicks), with changes of level; of arbitrary level. Silence if
    all draws are silent.
    draw, scene  receive the values drawn
    [worker] */
Eigen::VectorXf drawNoise (MixingTools& tools, Draws& draws, SourceDraw& draw, SpeechDraw& scene);

} // namespace unbraid::unfolding
