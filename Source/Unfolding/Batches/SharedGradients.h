// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/UnfoldedNet.h"

#include <vector>

namespace unbraid::training
{
class Ranks;
}

namespace unbraid::unfolding
{

/** Averages the gradients of all ranks at the first, whose step they are for; the order of the sum depends on the number of
    ranks alone. Nothing changes where there is one rank.
    weight   of this rank; those of all ranks add up to one
    loss     of this rank, one value
    returns  the averaged loss at the first rank
    [worker] */
torch::Tensor averageGradients (training::Ranks& ranks, UnfoldedNet& net, double weight,
                                const torch::Tensor& loss);

/** Gives the first rank's values of what is learned to all. [worker] */
void shareWeights (training::Ranks& ranks, const std::vector<torch::Tensor>& learned);

} // namespace unbraid::unfolding
