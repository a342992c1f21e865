// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace unbraid::unfolding
{

/** Matrices with the singular vectors of others and singular values near one (.7 to 1.2): five steps of an
    iteration without a decomposition. Source: Jordan et al. 2024, Muon, a quintic Newton-Schulz iteration.
    matrices  [.. x rows x columns], none all zero
    returns   the same size. [worker] */
torch::Tensor nearlyOrthogonal (const torch::Tensor& matrices);

/** Momentum whose steps turn all directions of a matrix alike, where Adam's follow the few that dominate.
    The gates of a recurrence are matrices of their own; those of one size are turned together. Source: Jordan et al. 2024, Muon; step sizes as Adam's have:
    Liu et al. 2025, Muon is Scalable for LLM Training, equation 4. */
class Muon
{
public:
    /** named  parameters of a net by name; keeps the matrices between layers. [worker] */
    explicit Muon (const std::vector<std::pair<std::string, torch::Tensor>>& named);

    /** Whether a parameter is one of those that this moves. [worker] */
    static bool takes (const std::string& name, const torch::Tensor& parameter);

    /** One step along the gradients. [worker] */
    void step (double rate, double weightDecay);

    /** One of each matrix, in the net's order: what a checkpoint keeps. [worker] */
    [[nodiscard]] std::vector<torch::Tensor>& momentum() noexcept { return momenta; }

private:
    struct Matrix
    {
        torch::Tensor values;
        int64_t numBlocks = 1; // one upon the other

        [[nodiscard]] torch::Tensor blocksOf (const torch::Tensor& whole) const;
    };

    struct Turn
    {
        torch::Tensor values; // to move
        torch::Tensor blocks; // [blocks x rows x columns] to move along
    };

    static void turn (const std::vector<Turn>& turns, double length);

    std::vector<Matrix> matrices;
    std::vector<torch::Tensor> momenta;
};

} // namespace unbraid::unfolding
