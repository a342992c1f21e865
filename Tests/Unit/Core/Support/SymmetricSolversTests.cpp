// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/SymmetricSolvers.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace unbraid;
using Eigen::MatrixXd;

namespace
{
constexpr double rounding = 1e-10;
constexpr Eigen::Index size = 40; // more than the solvers' blocks

MatrixXd drawn (test::Random& random)
{
    return random.noise (size * size, 1.0f).reshaped (size, size).cast<double>();
}

MatrixXd positive (test::Random& random)
{
    const MatrixXd root = drawn (random);
    return root * root.transpose() + MatrixXd::Identity (size, size);
}

MatrixXd lowerOf (const MatrixXd& matrix)
{
    return matrix.triangularView<Eigen::Lower>();
}
} // namespace

TEST_CASE ("eigenvectors are orthonormal and take a symmetric matrix apart, by rising eigenvalues")
{
    test::Random random (11);
    const MatrixXd half = drawn (random), a = half + half.transpose();
    const auto [values, vectors] = core::eigenParts (a);
    CHECK ((a * vectors).isApprox (vectors * values.asDiagonal(), rounding));
    CHECK ((vectors.transpose() * vectors).isIdentity (rounding));
    CHECK (std::is_sorted (values.begin(), values.end()));
    CHECK (core::eigenParts (lowerOf (a)).values == values); // what is above the diagonal is not read
}

TEST_CASE ("generalised eigenvectors are orthonormal in the second matrix")
{
    test::Random random (12);
    const MatrixXd half = drawn (random), a = half + half.transpose(), b = positive (random);
    const auto [values, vectors] = core::eigenParts (a, b);
    CHECK ((a * vectors).isApprox (b * vectors * values.asDiagonal(), rounding));
    CHECK ((vectors.transpose() * b * vectors).isIdentity (rounding));
}

TEST_CASE ("a positive definite matrix is factorised and solved in place, and no other")
{
    test::Random random (13);
    const MatrixXd a = positive (random), b = drawn (random);
    MatrixXd factor = a;
    REQUIRE (core::factorise (factor));
    const MatrixXd lower = lowerOf (factor);
    CHECK ((lower * lower.transpose()).isApprox (a, rounding));
    MatrixXd solution = b;
    core::solveLower (factor, solution);
    CHECK ((lower * solution).isApprox (b, rounding));
    core::solveLowerTransposed (factor, solution);
    CHECK ((a * solution).isApprox (b, rounding));
    MatrixXd negative = -a;
    CHECK_FALSE (core::factorise (negative));
}
