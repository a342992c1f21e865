// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/linear.h>

namespace unbraid::unfolding
{

/** The fold of a refiner as core::RowPairs has it; values are those of RowLayers.h. */

/** Pairs of rows, mixed.
    returns  [batch x frames x units x lanes], a lane for each pair, padded to whole tiles */
torch::Tensor foldRows (const torch::Tensor& values, int64_t rows, torch::nn::Linear& fold);

/** Adds the processed pairs to the values of both rows. */
torch::Tensor unfoldRows (const torch::Tensor& values, int64_t rows, const torch::Tensor& folded,
                          torch::nn::Linear& unfold);

} // namespace unbraid::unfolding
