// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/DamageFinder.h"

namespace unbraid::restoration
{

/** The samples of what may be a click, where nothing but damage explains it. It is none where
    - something else is a fifth as far from its prediction within 50 ms: pulses of a voice, bursts and rolls;
    - the sound behind it does not go on from the sound before it, as at an attack, a cut or a plosive: within 8 ms the prediction
      learned on one side leaves errors of a third of the click's on the other, or more than six times those on its own;
    - it goes on ringing: the sound is twice as loud behind it, by a share of what the click is;
    - what it adds lasts more than 1.2 ms: ticks of hi-hats and drum machines;
    - less than 50 ms of the recording are before or behind it.
    [worker] */
std::optional<Gap> sureClick (const Eigen::Ref<const Eigen::VectorXf>& samples, const Gap& click,
                              double sampleRateHz);

} // namespace unbraid::restoration
