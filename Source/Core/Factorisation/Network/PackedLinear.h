// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Dictionary/SharedMatrix.h"
#include "Core/Factorisation/Kernels/NmfKernels.h"

#include <utility>

namespace unbraid::core
{

/** y = W x + b, packed for the kernels. */
struct PackedLinear
{
    SharedMatrix weights; // [outputs x padded inputs]
    Eigen::VectorXf bias; // [outputs]

    /** [worker] allocates */
    void prepare (const Eigen::MatrixXf& matrix, const Eigen::VectorXf& offsets)
    {
        PackedMatrix padded = PackedMatrix::Zero (matrix.rows(), paddedCount (matrix.cols()));
        padded.leftCols (matrix.cols()) = matrix;
        weights = SharedMatrix (std::move (padded));
        bias = offsets;
    }

    /** inputs   [padded inputs]
        outputs  [outputs or more]
        [audio] real-time safe. */
    void apply (const Eigen::VectorXf& inputs, Eigen::VectorXf& outputs) const noexcept
    {
        const PackedAtoms view{ weights.data(), weights.cols(), weights.rows(), weights.cols() };
        nmfKernels().reconstruct (view, inputs.data(), 0.0f, outputs.data());
        outputs.head (bias.size()) += bias;
    }
};

} // namespace unbraid::core
