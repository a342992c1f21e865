// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** A voice and its interference: stems `speech` (the first source: the direct sound and the room's early
    reflections), `noise` (the second: everything else, including clipping distortion) and, where the settings
    separate them, `room` (the voice's late reverberation, which is noise otherwise) and `others` (other voices, whose late
    reverberation is noise).
    [worker] */
Mixture makeSpeechMixture (MixingTools& tools, std::uint64_t number);

} // namespace unbraid::unfolding
