// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

namespace unbraid::unfolding
{

/** The layers of a sub-band network, each with slopes of its own, in single precision: what libtorch would do in a dozen
    passes over memory each does in one, in pieces that fit a processor's cache; on other devices see PlainLayers.h.
    Between them values are [batch x frames x units x lanes]: rows lie side by side, padded to whole tiles. Padded
    lanes hold anything; slopes over them are zero. */

/** tanh (W k + b + c) of every row and its neighbours, nothing beyond the rows.
    kinds    [batch x frames x kinds x rows]
    context  [batch x frames x units] c, the same for all rows
    weights  [units x kinds * core::contextRows], bias [units] */
torch::Tensor enterRows (const torch::Tensor& kinds, const torch::Tensor& context,
                         const torch::Tensor& weights, const torch::Tensor& bias);

/** Gated recurrent units along the frames, started from zero.
    layer  four weights as torch::nn::GRU has them */
torch::Tensor alongTime (const torch::Tensor& values, const std::vector<torch::Tensor>& layer);

/** The recurrence along the rows of each frame, in both directions. */
struct AcrossWeights
{
    std::vector<torch::Tensor> upward;   // four weights as torch::nn::GRU has them, [.. units/2 ..]
    std::vector<torch::Tensor> downward; // from the highest row to the lowest
    torch::Tensor mixing, mixingBias;    // [units x 2 halves], [units]
    torch::Tensor gain, offset;          // [units] of the layer normalisation
};

/** values + normalised (mixing (up, down) + bias). */
torch::Tensor acrossRows (const torch::Tensor& values, int64_t rows, const AcrossWeights& weights);

/** W x + b of every row.
    returns  [batch x frames x outputs x rows] */
torch::Tensor leaveRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& weights,
                         const torch::Tensor& bias);

} // namespace unbraid::unfolding
