// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

namespace unbraid::unfolding
{

/** Sources as songs have them: all stems from one position of one song, in its own balance; or some of them from other
    songs in its tempo and key; or every one from anywhere. Speed and pitch move apart from each other; stems and the
    whole are produced. In stereo, if the settings say so, with panning.
    [worker] */
Mixture makeSongsMixture (MixingTools& tools, std::uint64_t number);

} // namespace unbraid::unfolding
