// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace unbraid::unfolding
{

/** Matrix products whose factors are rounded to bfloat16, sums in float: several times as fast on processors with
    matrix units, and exact enough to learn by, as in mixed-precision training (Micikevicius et al. 2018; Kalamkar
    et al. 2019 for bfloat16). Weights and everything between the products stay float. */

/** a b, gradients too. */
torch::Tensor roundedProduct (const torch::Tensor& left, const torch::Tensor& right);

/** a b, rounded or as it is. */
inline torch::Tensor product (const torch::Tensor& left, const torch::Tensor& right, bool isRounded)
{
    return isRounded ? roundedProduct (left, right) : torch::matmul (left, right);
}

/** A layer of gated recurrent units in the form of torch::nn::GRU, started from zero.
    inputs   [batch x frames x inputs]
    weights  as torch::nn::GRU names them: [3 units x inputs], [3 units x units], [3 units], [3 units]
    returns  [batch x frames x units] */
torch::Tensor roundedRecurrence (const torch::Tensor& inputs, const torch::Tensor& inputWeights,
                                 const torch::Tensor& stateWeights, const torch::Tensor& inputBias,
                                 const torch::Tensor& stateBias);

} // namespace unbraid::unfolding
