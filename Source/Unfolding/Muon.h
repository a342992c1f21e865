// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace unbraid::unfolding
{

/** The matrix with the singular vectors of another one and singular values near one (.7 to 1.2): five steps of an
    iteration without a decomposition. Source: Jordan et al. 2024, Muon, a quintic Newton-Schulz iteration.
    matrix  [rows x columns], not all zero
    returns [rows x columns]. [worker] */
torch::Tensor nearlyOrthogonal (const torch::Tensor& matrix);

/** Momentum whose steps turn all directions of a matrix alike, where Adam's follow the few that dominate.
    The gates of a recurrence are matrices of their own. Source: Jordan et al. 2024, Muon; step sizes as Adam's have:
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
    };

    std::vector<Matrix> matrices;
    std::vector<torch::Tensor> momenta;
};

} // namespace unbraid::unfolding
