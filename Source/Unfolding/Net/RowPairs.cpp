// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/RowPairs.h"

#include "Unfolding/Kernels/TileScan.h"

#include <torch/utils.h>

namespace unbraid::unfolding
{

using torch::Tensor;

namespace
{
/** Zeros behind the last axis, up to a length. */
Tensor lengthened (const Tensor& values, int64_t length)
{
    return torch::constant_pad_nd (values, { 0, length - values.size (3) });
}

int64_t wholeTiles (int64_t lanes)
{
    return (lanes + tileWidth - 1) / tileWidth * tileWidth;
}

/** W x + b over the third axis. */
Tensor mixedRows (const Tensor& values, torch::nn::Linear& layer)
{
    return torch::matmul (layer->weight, values) + layer->bias.unsqueeze (1);
}
} // namespace

Tensor foldRows (const Tensor& values, int64_t rows, torch::nn::Linear& fold)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2);
    const auto pairs = (rows + 1) / 2;
    const Tensor beside = lengthened (values.narrow (3, 0, rows), 2 * pairs)
                              .reshape ({ batch, frames, units, pairs, 2 })
                              .permute ({ 0, 1, 4, 2, 3 })
                              .reshape ({ batch, frames, 2 * units, pairs });
    return lengthened (mixedRows (beside, fold), wholeTiles (pairs));
}

Tensor unfoldRows (const Tensor& values, int64_t rows, const Tensor& folded, torch::nn::Linear& unfold)
{
    const auto batch = values.size (0), frames = values.size (1), units = values.size (2);
    const auto pairs = (rows + 1) / 2;
    const Tensor added = mixedRows (folded.narrow (3, 0, pairs), unfold)
                             .reshape ({ batch, frames, 2, units, pairs })
                             .permute ({ 0, 1, 3, 4, 2 })
                             .reshape ({ batch, frames, units, 2 * pairs });
    return values + lengthened (added.narrow (3, 0, rows), values.size (3));
}

} // namespace unbraid::unfolding
