// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Kernels/Anywhere.h"

#include <cmath>

namespace unbraid::unfolding
{

UNBRAID_ANYWHERE inline float sigmoid (float value) noexcept
{
    return 1.0f / (1.0f + std::exp (-value));
}

/** tanh, by the same exponential. */
UNBRAID_ANYWHERE inline float bounded (float value) noexcept
{
    return 2.0f * sigmoid (2.0f * value) - 1.0f;
}

/** A gated recurrent unit as a step left it. */
struct GatedUnit
{
    float reset, update, candidate;
    float proposed; // what the reset gate weighs
    float last;     // h of the step before
};

/** From the slope over h to those over what a unit is made of. */
struct UnitSlopes
{
    float ofReset, ofUpdate, ofCandidate;
    float ofProposed;
    float ofLast; // through the update gate alone
};

UNBRAID_ANYWHERE inline UnitSlopes slopesOf (const GatedUnit& unit, float slope) noexcept
{
    UnitSlopes made{};
    made.ofCandidate = slope * (1.0f - unit.update) * (1.0f - unit.candidate * unit.candidate);
    made.ofUpdate = slope * (unit.last - unit.candidate) * unit.update * (1.0f - unit.update);
    made.ofReset = made.ofCandidate * unit.proposed * unit.reset * (1.0f - unit.reset);
    made.ofProposed = made.ofCandidate * unit.reset;
    made.ofLast = slope * unit.update;
    return made;
}

} // namespace unbraid::unfolding
