// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <memory>

namespace unbraid::core
{

/** One row per bin or output, columns side by side: what the kernels read. */
using PackedMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/** A matrix that never changes. Equal matrices share one memory in the whole process, for as long as anyone has them, so
    that many separators of one dictionary keep one copy of its weights in the processor's caches.

    Matrices are compared by their contents: what they were made from, for which rate or mode, need not be known. */
class SharedMatrix
{
public:
    /** An empty one. */
    SharedMatrix() = default;

    /** [worker] allocates; waits while another thread makes one */
    explicit SharedMatrix (PackedMatrix values);

    [[nodiscard]] Eigen::Index rows() const noexcept { return matrix ? matrix->rows() : 0; }
    [[nodiscard]] Eigen::Index cols() const noexcept { return matrix ? matrix->cols() : 0; }

    /** Row by row; null where it is empty. [any] */
    [[nodiscard]] const float* data() const noexcept { return matrix ? matrix->data() : nullptr; }

    /** [any] */
    [[nodiscard]] Eigen::Map<const PackedMatrix> view() const noexcept { return { data(), rows(), cols() }; }

private:
    std::shared_ptr<const PackedMatrix> matrix;
};

} // namespace unbraid::core
