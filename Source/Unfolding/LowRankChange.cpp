// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/LowRankChange.h"

#include <torch/utils.h>

#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

bool savesEntries (const Tensor& weights, int rank)
{
    return weights.dim() == 2 && rank * (weights.size (0) + weights.size (1)) < weights.numel();
}
} // namespace

LowRankChange::LowRankChange (UnfoldedNet& net, int rank)
{
    for (const auto& weights : net.parameters())
    {
        if (! savesEntries (weights, rank))
            continue;
        const auto columns = weights.size (1);
        const Tensor drawn = torch::randn ({ rank, columns }) / std::sqrt (static_cast<double> (rank));
        matrices.push_back ({ weights, weights.detach().clone(),
                              torch::zeros ({ weights.size (0), rank }, weights.options()),
                              drawn.to (weights.device()) });
    }
}

std::vector<Tensor> LowRankChange::factors() const
{
    std::vector<Tensor> all;
    for (const auto& matrix : matrices)
        all.insert (all.end(), { matrix.left, matrix.right });
    return all;
}

void LowRankChange::takeGradients()
{
    const torch::NoGradGuard noGradients;
    for (auto& matrix : matrices)
    {
        const Tensor& slope = matrix.weights.grad();
        if (! slope.defined())
            continue;
        matrix.left.mutable_grad() = torch::mm (slope, matrix.right.t());
        matrix.right.mutable_grad() = torch::mm (matrix.left.t(), slope);
    }
}

void LowRankChange::apply()
{
    const torch::NoGradGuard noGradients;
    for (auto& matrix : matrices)
        matrix.weights.copy_ (torch::addmm (matrix.base, matrix.left, matrix.right));
}

} // namespace unbraid::unfolding
