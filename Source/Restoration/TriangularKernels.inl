// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once for each instruction set. Eigen gets a namespace of its own for each, so that the linker cannot hand code
// for a newer processor to the rest of the program.
#define Eigen UNBRAID_OWN_EIGEN
#include <Eigen/Cholesky>

#include "Restoration/TriangularKernels.h"

#include <algorithm>

namespace unbraid::restoration
{

namespace
{
using Matrix = Eigen::Map<Eigen::MatrixXd>;

constexpr Eigen::Index blockColumns = 64;

/** L^-1 in the place of L, from the last columns to the first: block column X of the inverse solves L' X = I, where L'
    is what lies below and right of its first row, and its own right part is inverted already. */
void invertLower (Matrix& factor)
{
    const Eigen::Index size = factor.rows();
    for (Eigen::Index last = size; last > 0; last -= std::min (blockColumns, last))
    {
        const Eigen::Index width = std::min (blockColumns, last);
        const Eigen::Index first = last - width;
        auto corner = factor.block (first, first, width, width);
        Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity (width, width);
        corner.triangularView<Eigen::Lower>().solveInPlace (inverse);
        if (last < size)
        {
            auto below = factor.block (last, first, size - last, width);
            const Eigen::MatrixXd product = -below * inverse.triangularView<Eigen::Lower>();
            below.noalias() =
                factor.block (last, last, size - last, size - last).triangularView<Eigen::Lower>() * product;
        }
        corner.triangularView<Eigen::Lower>() = inverse;
    }
}

bool invertFactor (double* values, std::ptrdiff_t size)
{
    Matrix matrix (values, size, size);
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factorised (matrix);
    if (factorised.info() != Eigen::Success)
        return false;
    invertLower (matrix);
    return true;
}

/** X^T X in the place of X = L^-1, from the first rows to the last: a block of rows of the product needs only rows of X from its own
    on. */
void multiplyFactors (double* values, std::ptrdiff_t size)
{
    Matrix factor (values, size, size);
    for (Eigen::Index first = 0; first < size; first += blockColumns)
    {
        const Eigen::Index width = std::min<Eigen::Index> (blockColumns, size - first);
        const Eigen::Index below = size - first - width;
        const Eigen::MatrixXd corner = factor.block (first, first, width, width).triangularView<Eigen::Lower>();
        Eigen::MatrixXd rows = corner.transpose() * factor.block (first, 0, width, first);
        Eigen::MatrixXd square = corner.transpose() * corner;
        if (below > 0)
        {
            const auto beneath = factor.block (first + width, first, below, width);
            rows.noalias() += beneath.transpose() * factor.block (first + width, 0, below, first);
            square.noalias() += beneath.transpose() * beneath;
        }
        factor.block (first, 0, width, first) = rows;
        factor.block (first, first, width, width) = square;
    }
}
} // namespace

extern const TriangularKernels UNBRAID_KERNELS;
const TriangularKernels UNBRAID_KERNELS{ invertFactor, multiplyFactors };

} // namespace unbraid::restoration
