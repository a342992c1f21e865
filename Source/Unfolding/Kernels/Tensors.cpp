// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/Tensors.h"

namespace unbraid::unfolding
{

namespace
{
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
} // namespace

Eigen::MatrixXf matrixFrom (const torch::Tensor& tensor)
{
    const auto values = tensor.detach().cpu().contiguous();
    return Eigen::Map<const RowMajor> (values.data_ptr<float>(), values.size (0), values.size (1));
}

Eigen::VectorXf vectorFrom (const torch::Tensor& tensor)
{
    const auto values = tensor.detach().cpu().contiguous();
    return Eigen::Map<const Eigen::VectorXf> (values.data_ptr<float>(), values.size (0));
}

torch::Tensor tensorFrom (const Eigen::MatrixXf& matrix)
{
    auto tensor = torch::empty ({ matrix.rows(), matrix.cols() });
    Eigen::Map<RowMajor> (tensor.data_ptr<float>(), matrix.rows(), matrix.cols()) = matrix;
    return tensor;
}

} // namespace unbraid::unfolding
