// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/RowLayers.h"

/** Recurrences of RowLayers.h by LaneScan.h: for a device, where libraries for recurrences are made for wide layers and few sequences.
    On the processor it runs one thread after another, for comparison. */
namespace unbraid::unfolding::lanes
{

/** Whether a layer is narrow enough, and what it would run on is in this build. */
bool takes (const torch::Tensor& values, const std::vector<torch::Tensor>& layer);

/** Gated recurrent units from zero, along the second axis.
    values   [outer x steps x inputs x lanes]
    layer    four weights as torch::nn::GRU has them
    returns  [outer x steps x units x lanes] */
torch::Tensor recur (const torch::Tensor& values, const std::vector<torch::Tensor>& layer,
                     bool isReversed = false);

torch::Tensor alongTime (const torch::Tensor& values, const std::vector<torch::Tensor>& layer);
torch::Tensor acrossRows (const torch::Tensor& values, int64_t rows, const AcrossWeights& weights);

} // namespace unbraid::unfolding::lanes
