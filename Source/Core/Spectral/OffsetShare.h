// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** Share of the energy below 5 Hz from which on a sound has an offset, live and in files. Below it an offset costs next to
    nothing: at 0.45 % sixteen development mixtures of speech keep 12.6 dB SI-SDR with `speech-light` and lose .001 of STOI,
    at 2 % .002. At 0.1 % the low end of drums and bass would count as an offset: live, a tone of 28 Hz alone does, and two
    of the stems of eight songs; at 0.5 % it is a tone of 18 Hz, and none of them. */
constexpr double offsetShare = 5e-3;

} // namespace unbraid::core
