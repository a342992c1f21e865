// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/RowLayers.h"

/** The layers of RowLayers.h and RowPairs.h, made of libtorch's operations: in more passes over memory, on any device. Lanes are
    the rows here, without padding. */
namespace unbraid::unfolding::plain
{

torch::Tensor enterRows (const torch::Tensor& kinds, const torch::Tensor& context,
                         const torch::Tensor& weights, const torch::Tensor& bias);
torch::Tensor alongTime (const torch::Tensor& values, const std::vector<torch::Tensor>& layer);
torch::Tensor acrossRows (const torch::Tensor& values, int64_t rows, const AcrossWeights& weights);
torch::Tensor leaveRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& weights,
                         const torch::Tensor& bias);
torch::Tensor foldRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& weights,
                        const torch::Tensor& bias);
torch::Tensor unfoldRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& folded,
                          const torch::Tensor& weights, const torch::Tensor& bias);

/** Gated recurrent units from zero.
    sequences  [sequences x steps x inputs]
    layer      four weights as torch::nn::GRU has them
    returns    [sequences x steps x units] */
torch::Tensor recur (const torch::Tensor& sequences, const std::vector<torch::Tensor>& layer);

} // namespace unbraid::unfolding::plain
