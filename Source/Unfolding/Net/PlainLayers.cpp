// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/PlainLayers.h"

#include "Core/Factorisation/Dictionary/Unfolding.h"

#include <torch/utils.h>

namespace unbraid::unfolding::plain
{

using torch::Tensor;

namespace
{
/** W x + b over the third axis. */
Tensor mixedRows (const Tensor& values, const Tensor& weights, const Tensor& bias)
{
    return torch::matmul (weights, values) + bias.unsqueeze (1);
}
} // namespace

Tensor recur (const Tensor& sequences, const std::vector<Tensor>& layer)
{
    const Tensor blank = torch::zeros ({ 1, sequences.size (0), layer[1].size (1) }, sequences.options());
    const bool isLearning = ! sequences.is_cpu(); // without it CUDA's recurrence keeps nothing to learn from
    return std::get<0> (torch::gru (sequences, blank, layer, true, 1, 0.0, isLearning, false, true));
}

Tensor enterRows (const Tensor& kinds, const Tensor& context, const Tensor& weights, const Tensor& bias)
{
    constexpr int64_t numContext = core::contextRows, reach = numContext / 2;
    const Tensor near = torch::constant_pad_nd (kinds, { reach, reach }).unfold (3, numContext, 1);
    const Tensor mixed =
        torch::einsum ("bfkro,uko->bfur", { near, weights.reshape ({ -1, kinds.size (2), numContext }) });
    return torch::tanh (mixed + (context + bias).unsqueeze (3));
}

Tensor alongTime (const Tensor& values, const std::vector<Tensor>& layer)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2),
               lanes = values.size (3);
    const Tensor sequences = values.permute ({ 0, 3, 1, 2 }).reshape ({ batch * lanes, frames, units });
    return recur (sequences, layer).reshape ({ batch, lanes, frames, -1 }).permute ({ 0, 2, 3, 1 });
}

Tensor acrossRows (const Tensor& values, int64_t rows, const AcrossWeights& weights)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2);
    const Tensor own = values.narrow (3, 0, rows).transpose (2, 3);
    const Tensor sequences = own.reshape ({ batch * frames, rows, units });
    const Tensor up = recur (sequences, weights.upward);
    const Tensor down = recur (sequences.flip ({ 1 }), weights.downward).flip ({ 1 });
    const Tensor mixed = torch::linear (torch::cat ({ up, down }, 2), weights.mixing, weights.mixingBias);
    constexpr auto varianceFloor = static_cast<double> (core::rowVarianceFloor);
    const Tensor scaled = torch::layer_norm (mixed, { units }, weights.gain, weights.offset, varianceFloor);
    return (own + scaled.reshape ({ batch, frames, rows, units })).transpose (2, 3);
}

Tensor leaveRows (const Tensor& values, int64_t rows, const Tensor& weights, const Tensor& bias)
{
    return torch::einsum ("bfur,ou->bfor", { values.narrow (3, 0, rows), weights }) + bias.unsqueeze (1);
}

Tensor foldRows (const Tensor& values, int64_t rows, const Tensor& weights, const Tensor& bias)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2);
    const auto pairs = (rows + 1) / 2;
    const Tensor beside = torch::constant_pad_nd (values.narrow (3, 0, rows), { 0, 2 * pairs - rows })
                              .reshape ({ batch, frames, units, pairs, 2 })
                              .permute ({ 0, 1, 4, 2, 3 })
                              .reshape ({ batch, frames, 2 * units, pairs });
    return mixedRows (beside, weights, bias);
}

Tensor unfoldRows (const Tensor& values, int64_t rows, const Tensor& folded, const Tensor& weights,
                   const Tensor& bias)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2);
    const auto pairs = (rows + 1) / 2;
    const Tensor added = mixedRows (folded, weights, bias)
                             .reshape ({ batch, frames, 2, units, pairs })
                             .permute ({ 0, 1, 3, 4, 2 })
                             .reshape ({ batch, frames, units, 2 * pairs });
    return values + added.narrow (3, 0, rows);
}

} // namespace unbraid::unfolding::plain
