// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace unbraid::unfolding
{

/** The fold of a refiner as core::RowPairs has it; values are those of RowLayers.h, and so is the reason for it. */

/** Pairs of rows, mixed: W (units of the even row, those of the odd one) + b.
    weights  [units x 2 units], bias [units]
    returns  [batch x frames x units x lanes], a lane for each pair, padded to whole tiles */
torch::Tensor foldRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& weights,
                        const torch::Tensor& bias);

/** Adds what is made of the pairs to the values of both rows.
    weights  [2 units x units], bias [2 units] */
torch::Tensor unfoldRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& folded,
                          const torch::Tensor& weights, const torch::Tensor& bias);

} // namespace unbraid::unfolding
