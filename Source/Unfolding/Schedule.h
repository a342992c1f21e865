// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/UnfoldingSpec.h"

#include <cstdint>

namespace unbraid::unfolding
{

/** The learning rate of a step: a straight rise, a plateau, then half a cosine down to a hundredth.
    numSteps  of the training */
double learningRateAt (const OptimiserSpec& spec, int step, int numSteps);

/** How many steps a training of a limited time comes to, by the pace of those that were made.
    first, step   at its beginning, and now
    seconds       since then
    limitSeconds  that it may take
    returns       `step` when they have passed, otherwise more */
int stepsWithin (int first, int step, double seconds, double limitSeconds);

/** The seed of what is left out of a step: the same after a resumption, and another at each rank. */
std::uint64_t stepSeed (std::uint64_t seed, int step, int rank);

} // namespace unbraid::unfolding
