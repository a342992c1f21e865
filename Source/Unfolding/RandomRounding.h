// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/UnfoldingState.h"

#include <cstdint>

namespace unbraid::unfolding
{

/** Weights rounded at random to a number of bits, up or down by how near each neighbour is, so that the mean is the
    weight (stochastic rounding: Gupta et al. 2015, section 3). How far trainings part that round differently tells how
    far two machines may part that compute the same.
    bits  of the mantissa, the leading one not counted: 23 leave a float as it is, a device's matrix units keep 10
    seed  of the draws
    [worker] */
torch::Tensor roundedAtRandom (const torch::Tensor& values, int bits, std::uint64_t seed);

/** A net whose weights are rounded so from the making of this to its end, when it has its own again. [worker] */
class RandomlyRounded
{
public:
    RandomlyRounded (UnfoldedNet& net, int bits, std::uint64_t seed);
    ~RandomlyRounded();

    RandomlyRounded (const RandomlyRounded&) = delete;
    RandomlyRounded& operator= (const RandomlyRounded&) = delete;

private:
    UnfoldedNet& rounded;
    Weights own;
};

} // namespace unbraid::unfolding
