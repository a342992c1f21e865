// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/UnfoldingSpec.h"

#include <cstdint>

namespace unbraid::unfolding
{

/** The learning rate of a step: a straight rise, a plateau, then half a cosine down to a hundredth. */
double learningRateAt (const OptimiserSpec& spec, int step);

/** The seed of what is left out of a step: the same after a resumption, and another at each rank. */
std::uint64_t stepSeed (std::uint64_t seed, int step, int rank);

} // namespace unbraid::unfolding
