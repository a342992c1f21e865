// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** A voice and its interference: stems `speech` (the first source: the direct sound and the room's early
    reflections) and `noise` (the second: everything else, including late reverberation and clipping
    distortion).
    [worker] */
Mixture makeSpeechMixture (MixingTools& tools, std::uint64_t number);

} // namespace unbraid::unfolding
