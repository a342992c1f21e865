// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** Sources from separate recordings, each with its own position, speed, colouration, gain and room; or, from a song,
    all from the same position at the same speed, in the song's own balance. A source that the song lacks may be a
    guest from elsewhere. All stems of a song may stand in one room.
    [worker] */
Mixture makeStemsMixture (MixingTools& tools, std::uint64_t number);

} // namespace unbraid::unfolding
