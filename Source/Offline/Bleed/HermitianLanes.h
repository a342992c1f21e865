// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::offline
{

/** Hermitian matrices of one size as rows of real numbers, a lane for each of `numLanes` frames: the diagonal, then for
    a < b the real and the imaginary part of element (a, b) times sqrt(2). So the inner product of two rows is
    Re tr (A B^H), and sums, traces of products and weighted means are products of real matrices. */
constexpr Eigen::Index numLanes = 32;

using Lane = Eigen::Array<float, numLanes, 1>;
using Lanes = Eigen::Matrix<float, numLanes, Eigen::Dynamic>; // a column for each number

/** The column of the real part of element (a, b), a < b; its imaginary part is in the next one. [any] */
constexpr Eigen::Index packedColumn (Eigen::Index numChannels, Eigen::Index a, Eigen::Index b) noexcept
{
    return numChannels + 2 * (a * numChannels - a * (a + 1) / 2 + b - a - 1);
}

/** matrix  [channels x channels], Hermitian
    returns [channels^2]
    [worker] */
Eigen::VectorXf packed (const Eigen::Ref<const Eigen::MatrixXcd>& matrix);

/** The matrix of a packed row. [worker] */
Eigen::MatrixXcd unpacked (const Eigen::Ref<const Eigen::VectorXf>& row, Eigen::Index numChannels);

/** Inverses and determinants of the matrices of all lanes, by Cholesky factors; scratch for one number of channels. */
class LaneInverse
{
public:
    /** [worker] */
    void prepare (Eigen::Index numChannels);

    /** matrices  [lanes x channels^2] positive definite; replaced by their inverses
        [worker] */
    void invert (Lanes& matrices);

    /** Logarithms of the determinants of what was inverted last. [worker] */
    [[nodiscard]] const Lane& logDeterminants() const noexcept { return logs; }

private:
    void factorise (const Lanes& matrices);
    void invertFactor();
    void multiply (Lanes& inverses);

    [[nodiscard]] Eigen::Index at (Eigen::Index row, Eigen::Index column) const noexcept
    {
        return row * channels + column;
    }

    Eigen::Index channels = 0;
    Lanes real, imaginary; // [lanes x channels^2], the lower triangle: L, then its inverse
    Lane logs;
};

} // namespace unbraid::offline
