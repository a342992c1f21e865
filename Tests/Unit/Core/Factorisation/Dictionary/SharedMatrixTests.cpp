// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SharedMatrix.h"

#include "Core/Factorisation/Network/PackedLinear.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using namespace unbraid;
using core::PackedMatrix;
using core::SharedMatrix;

namespace
{
PackedMatrix someValues (std::uint64_t seed, Eigen::Index numRows = 7, Eigen::Index numColumns = 16)
{
    const Eigen::VectorXf noise = test::Random (seed).noise (numRows * numColumns, 1.0f);
    return Eigen::Map<const PackedMatrix> (noise.data(), numRows, numColumns);
}

PackedMatrix valuesOf (const SharedMatrix& matrix)
{
    return Eigen::Map<const PackedMatrix> (matrix.data(), matrix.rows(), matrix.cols());
}
} // namespace

TEST_CASE ("Equal matrices share one memory, others have their own")
{
    const SharedMatrix first (someValues (1)), same (someValues (1)), other (someValues (2));
    CHECK (first.data() == same.data());
    CHECK (first.data() != other.data());
    CHECK (valuesOf (first) == someValues (1));
    CHECK (valuesOf (other) == someValues (2));
}

TEST_CASE ("Matrices of the same values and another shape do not share")
{
    const SharedMatrix wide (PackedMatrix::Ones (4, 8)), high (PackedMatrix::Ones (8, 4));
    CHECK (wide.data() != high.data());
    CHECK (wide.rows() == 4);
    CHECK (high.rows() == 8);
}

TEST_CASE ("A matrix stays for whoever has it after the one that was made first is gone")
{
    SharedMatrix last;
    {
        const SharedMatrix first (someValues (3));
        last = SharedMatrix (someValues (3));
    }
    CHECK (valuesOf (last) == someValues (3));
    CHECK (SharedMatrix (someValues (3)).data() == last.data());
}

TEST_CASE ("An empty matrix has no values")
{
    CHECK (SharedMatrix().data() == nullptr);
    CHECK (SharedMatrix().rows() == 0);
    CHECK (SharedMatrix (PackedMatrix()).cols() == 0);
}

TEST_CASE ("Threads that make the same matrices at once share them")
{
    constexpr size_t numThreads = 4, numMatrices = 50;
    std::vector<std::vector<SharedMatrix>> made (numThreads);
    std::vector<std::thread> threads;
    for (auto& matrices : made)
        threads.emplace_back (
            [&matrices]
            {
                for (size_t i = 0; i < numMatrices; ++i)
                    matrices.emplace_back (someValues (i));
            });
    for (auto& thread : threads)
        thread.join();
    for (size_t i = 0; i < numMatrices; ++i)
        for (const auto& matrices : made)
            CHECK (matrices[i].data() == made.front()[i].data());
}

TEST_CASE ("Layers with the same weights share them and add biases of their own")
{
    const Eigen::MatrixXf weights = someValues (4, 3, 5);
    core::PackedLinear first, second;
    first.prepare (weights, Eigen::VectorXf::Zero (3));
    second.prepare (weights, Eigen::VectorXf::Ones (3));
    CHECK (first.weights.data() == second.weights.data());
    Eigen::VectorXf inputs = Eigen::VectorXf::Zero (first.weights.cols());
    inputs.head (5) = test::Random (5).noise (5, 1.0f);
    Eigen::VectorXf without (16), with (16);
    first.apply (inputs, without);
    second.apply (inputs, with);
    const Eigen::VectorXf expected = weights * inputs.head (5);
    CHECK (without.head (3).isApprox (expected, 1e-5f));
    CHECK (with.head (3).isApprox (expected + Eigen::VectorXf::Ones (3), 1e-5f));
}
