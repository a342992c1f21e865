// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Restoration/SteadyHarmonics.h"

namespace unbraid::restoration
{

/** Shares of time in which the first six harmonics are as they were estimated: of windows of a quarter of a second, the quieter half,
    in which amplitude and phase are within a half of the estimate; 0 where the harmonic is missing in a tenth of all. A voice or a note is
    there only while it sounds.
    [6]
    [worker] */
Eigen::VectorXd presence (const SlowSound& sound, const SteadyHarmonics& harmonics);

/** The hum that nothing but the mains explains, of 50 or 60 Hz; its hz is 0 where there is none. The presences of its harmonics
    sum to at least 1.2, the second being .25 or more, and at frequencies beside, 4 to 6 Hz away, to less than half as much.
    [worker] */
SteadyHarmonics sureHum (const SlowSound& sound);

} // namespace unbraid::restoration
