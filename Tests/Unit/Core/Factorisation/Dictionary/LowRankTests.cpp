// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/LowRank.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <utility>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
MatrixXf drawn (test::Random& random, Index rows, Index columns)
{
    return random.noise (rows * columns, 1.0f).reshaped (rows, columns);
}
} // namespace

TEST_CASE ("factors give back a matrix of their rank, and lose elsewhere what they say")
{
    test::Random random (4);
    const MatrixXf whole = drawn (random, 30, 2) * drawn (random, 2, 20);
    const auto parts = core::singularParts (whole);
    CHECK ((parts.leftFactor (2) * parts.rightFactor (2)).isApprox (whole, 1e-4f));
    CHECK (parts.lostBeyond (2) < 1e-8);
    const MatrixXf nearest = parts.leftFactor (1) * parts.rightFactor (1);
    const double lost = static_cast<double> ((whole - nearest).squaredNorm() / whole.squaredNorm());
    CHECK (parts.lostBeyond (1) == Approx (lost).epsilon (1e-3));
    CHECK (core::singularParts (MatrixXf::Zero (5, 4)).lostBeyond (1) == 0.0);
}

TEST_CASE ("singular vectors are orthonormal and give back a matrix of either shape")
{
    test::Random random (7);
    for (const auto& [rows, columns] : { std::pair{ 30, 12 }, std::pair{ 12, 30 } })
    {
        const MatrixXf whole = drawn (random, rows, columns);
        const auto parts = core::singularParts (whole);
        CHECK ((parts.leftFactor (12) * parts.rightFactor (12)).isApprox (whole, 1e-5f));
        CHECK ((parts.left.transpose() * parts.left).isIdentity (1e-5f));
        CHECK ((parts.right.transpose() * parts.right).isIdentity (1e-5f));
        CHECK (std::is_sorted (parts.values.begin(), parts.values.end(), std::greater<>{}));
        CHECK (parts.values.squaredNorm() == Approx (whole.squaredNorm()));
    }
}

TEST_CASE ("a rank counts only where its factors have fewer entries than the matrix")
{
    test::Random random (5);
    const auto parts = core::singularParts (drawn (random, 20, 20));
    CHECK (parts.highestRank() == 9);
    CHECK (parts.entriesAt (9) < 400);
    CHECK (parts.entriesAt (10) == 400);
    const auto same = core::sameRank ({ parts, parts }, 10);
    CHECK (same.ranks == std::vector<Index>{ 0, 0 });
    CHECK (same.entries == 800);
    CHECK (same.lost == 0.0);
}

TEST_CASE ("ranks are spent where they keep most, within what may be lost")
{
    test::Random random (6);
    const std::vector parts{ core::singularParts (drawn (random, 40, 3) * drawn (random, 3, 40)),
                             core::singularParts (drawn (random, 40, 40)) };
    const auto nothingLost = core::cheapestRanks (parts, 1e-6);
    CHECK (nothingLost.ranks == std::vector<Index>{ 3, 0 });
    double entries = 1e9;
    for (const double mostLost : { 0.01, 0.05, 0.2, 0.4 })
    {
        const auto choice = core::cheapestRanks (parts, mostLost);
        CHECK (choice.lost <= mostLost);
        CHECK (static_cast<double> (choice.entries) <= entries); // more may be lost, less is left
        entries = static_cast<double> (choice.entries);
    }
    CHECK (entries < static_cast<double> (nothingLost.entries));
}
