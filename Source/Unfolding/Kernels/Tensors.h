// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <torch/types.h>

#include <numeric>
#include <vector>

namespace unbraid::unfolding
{

/** A tensor's values as Eigen's. [worker] */
Eigen::MatrixXf matrixFrom (const torch::Tensor& tensor);
Eigen::VectorXf vectorFrom (const torch::Tensor& tensor);

/** A tensor that owns a copy of the matrix. [worker] */
torch::Tensor tensorFrom (const Eigen::MatrixXf& matrix);

/** The sum of at least one tensor. */
inline torch::Tensor sumOf (const std::vector<torch::Tensor>& parts)
{
    return std::accumulate (parts.begin() + 1, parts.end(), parts.front());
}

/** The values of a contiguous tensor from an offset on. */
inline float* floatsAt (const torch::Tensor& tensor, int64_t offset = 0)
{
    return tensor.data_ptr<float>() + offset;
}

} // namespace unbraid::unfolding
