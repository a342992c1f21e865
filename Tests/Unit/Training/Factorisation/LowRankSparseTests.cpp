// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/LowRankSparse.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <Eigen/SVD>

#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
MatrixXf noiseMatrix (test::Random& random, Index rows, Index columns)
{
    return random.noise (rows * columns, 1.0f).reshaped (rows, columns);
}
} // namespace

TEST_CASE ("A matrix of low rank and a sparse one are recovered from their sum, tall or wide")
{
    test::Random random (101);
    for (const auto& [rows, columns] : { std::pair<Index, Index>{ 80, 50 }, { 50, 80 } })
    {
        const MatrixXf lowRank = noiseMatrix (random, rows, 3) * noiseMatrix (random, 3, columns);
        MatrixXf sparse = MatrixXf::Zero (rows, columns);
        for (int entry = 0; entry < 200; ++entry) // one in twenty
            sparse (random.integer (0, rows - 1), random.integer (0, columns - 1)) =
                random.uniform (-5.0f, 5.0f);
        const auto found =
            training::lowRankAndSparse (lowRank + sparse, 1.0f, 200, [] (int, double) { return true; });
        REQUIRE (found.ok());
        CHECK (found.value().rank == 3);
        CHECK ((found.value().lowRank - lowRank).norm() < 1e-3f * lowRank.norm());
        CHECK ((found.value().sparse - sparse).norm() < 1e-3f * sparse.norm());
    }
}

TEST_CASE ("The multiplier proves that a sum of singular values and entries is the least")
{
    // |Y|_2 <= 1, |Y|_max <= lambda, and <Y, M> = |L|_* + lambda |S|_1: no other L + S = M costs less.
    test::Random random (102);
    const MatrixXf matrix = noiseMatrix (random, 40, 30) * noiseMatrix (random, 30, 60);
    for (const float weight : { 0.7f, 1.0f, 2.0f })
    {
        const auto solved =
            training::lowRankAndSparse (matrix, weight, 1000, [] (int, double) { return true; });
        REQUIRE (solved.ok());
        const auto& found = solved.value();
        const float lambda = weight / std::sqrt (60.0f);
        const auto norms = [] (const MatrixXf& each)
        { return Eigen::BDCSVD<MatrixXf> (each).singularValues().eval(); };
        constexpr float loose = 1.08f; // what growing penalties leave of the optimum
        CHECK ((found.lowRank + found.sparse - matrix).norm() < 1e-4f * matrix.norm());
        CHECK (norms (found.multiplier)[0] < loose);
        CHECK (found.multiplier.cwiseAbs().maxCoeff() < loose * lambda);
        const float cost = norms (found.lowRank).sum() + lambda * found.sparse.cwiseAbs().sum();
        CHECK (found.objective == Approx (cost).epsilon (1e-3));
        CHECK (found.multiplier.cwiseProduct (matrix).sum() == Approx (cost).epsilon (0.02));
    }
}

TEST_CASE ("A low rank and a sparse part of nothing are nothing, and a callback cancels them")
{
    const auto nothing =
        training::lowRankAndSparse (MatrixXf::Zero (5, 4), 1.0f, 10, [] (int, double) { return true; });
    REQUIRE (nothing.ok());
    CHECK (nothing.value().lowRank.norm() + nothing.value().sparse.norm() == 0.0f);
    test::Random random (103);
    const auto stopped = training::lowRankAndSparse (noiseMatrix (random, 9, 9), 1.0f, 100,
                                                     [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
