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

constexpr double smallestSingular = 1e-4; // of the largest

bool savesEntries (const Tensor& weights, int64_t rank)
{
    return weights.dim() == 2 && rank * (weights.size (0) + weights.size (1)) < weights.numel();
}
/** A matrix by its singular values. */
struct SingularFactors
{
    Tensor left, values, right; // columns, list, rows
    int64_t rank = 0;
};

SingularFactors factorsOf (const Tensor& weights)
{
    const auto [left, values, right] = torch::linalg_svd (weights, false);
    const auto rank = (values > smallestSingular * values[0]).sum().item<int64_t>();
    return { left, values, right, rank };
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

std::unique_ptr<LowRankChange> LowRankChange::ofFactors (UnfoldedNet& net)
{
    const torch::NoGradGuard noGradients;
    std::unique_ptr<LowRankChange> made (new LowRankChange());
    for (const auto& weights : net.parameters())
    {
        const auto parts = weights.dim() == 2 ? factorsOf (weights) : SingularFactors{};
        if (weights.dim() != 2 || ! savesEntries (weights, parts.rank))
        {
            made->whole.push_back (weights);
            continue;
        }
        const Tensor roots = parts.values.narrow (0, 0, parts.rank).sqrt();
        made->matrices.push_back (
            { weights, torch::zeros_like (weights),
              (parts.left.narrow (1, 0, parts.rank) * roots).contiguous(),
              (parts.right.narrow (0, 0, parts.rank) * roots.unsqueeze (1)).contiguous() });
    }
    return made;
}

std::vector<Tensor> LowRankChange::factors() const
{
    std::vector<Tensor> all;
    for (const auto& matrix : matrices)
        all.insert (all.end(), { matrix.left, matrix.right });
    all.insert (all.end(), whole.begin(), whole.end());
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
