// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

/** Copies of an encoder's state that take turns (see ActivationEncoder), so that each processes frames about as far apart as
    it was trained to: engine and trainer agree by this. [any] */
inline long encoderCopies (double trainedHopSeconds, double hopSeconds)
{
    return std::max (1L, std::lround (trainedHopSeconds / hopSeconds));
}

} // namespace unbraid::core
