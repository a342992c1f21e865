// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/RowPairs.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr Index numUnits = 3;

Eigen::MatrixXf uniform (test::Random& random, Index rows, Index columns)
{
    return Eigen::MatrixXf::NullaryExpr (rows, columns, [&] { return random.uniform (-1.0f, 1.0f); });
}

core::RowFold someFold (test::Random& random)
{
    return { uniform (random, numUnits, 2 * numUnits), uniform (random, numUnits, 1),
             uniform (random, 2 * numUnits, numUnits), uniform (random, 2 * numUnits, 1) };
}
} // namespace

TEST_CASE ("Pairs of rows are mixed, and what they come to is added to both, frame after frame")
{
    constexpr float rounding = 1e-5f;
    for (const Index numRows : { 2, 7, 16, 33 })
    {
        INFO (numRows << " rows");
        test::Random random (static_cast<std::uint64_t> (numRows));
        const auto trained = someFold (random);
        core::RowPairs pairs;
        pairs.prepare (trained, numRows);
        REQUIRE (pairs.numPairs() == (numRows + 1) / 2);
        for (int frame = 0; frame < 100; ++frame)
        {
            core::PackedMatrix values = uniform (random, numUnits, core::paddedCount (numRows));
            const core::PackedMatrix before = values;
            auto& folded = pairs.fold (values);
            REQUIRE (folded.allFinite()); // what lies beyond the rows too
            Eigen::MatrixXf expected = before.leftCols (numRows);
            for (Index pair = 0; pair < pairs.numPairs(); ++pair)
            {
                const bool isWhole = 2 * pair + 1 < numRows;
                Eigen::VectorXf both = Eigen::VectorXf::Zero (2 * numUnits);
                both.head (numUnits) = before.col (2 * pair);
                if (isWhole)
                    both.tail (numUnits) = before.col (2 * pair + 1);
                const Eigen::VectorXf mixed = trained.fold * both + trained.foldBias;
                CHECK ((folded.col (pair) - mixed).norm() < rounding);
                const Eigen::VectorXf given = trained.unfold * (2.0f * mixed) + trained.unfoldBias;
                expected.col (2 * pair) += given.head (numUnits);
                if (isWhole)
                    expected.col (2 * pair + 1) += given.tail (numUnits);
            }
            folded *= 2.0f; // in place of blocks
            pairs.unfold (values);
            CHECK ((values.leftCols (numRows) - expected).norm() < 10.0f * rounding);
        }
    }
}
