// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/ActivationConstraints.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using namespace unbraid;
using namespace unbraid::mosaic;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr float kept = 0.25f;

MatrixXf someActivations()
{
    return test::Random (3).positive (14, 20);
}

float largestNear (const MatrixXf& values, Index row, Index column, Index reach)
{
    float largest = 0.0f;
    for (Index other = 0; other < values.cols(); ++other)
        if (std::abs (other - column) <= reach)
            largest = std::max (largest, values (row, other));
    return largest;
}

Index rankInColumn (const MatrixXf& values, Index row, Index column)
{
    return (values.col (column).array() > values (row, column)).count();
}

Index recordingOf (const std::vector<Index>& lengths, Index row)
{
    Index recording = 0, end = lengths.front();
    while (row >= end)
        end += lengths[static_cast<size_t> (++recording)];
    return recording;
}

/** Column by column what is done to all columns at once. */
template <class Work>
void checkParts (const Work& work)
{
    const auto inParts = [&] (Index size)
    {
        MatrixXf result = MatrixXf::Constant (14, 20, -1.0f);
        for (Index first = 0; first < 20; first += size)
            work (first, std::min<Index> (size, 20 - first), result);
        return result;
    };
    CHECK (inParts (1) == inParts (20));
    CHECK (inParts (7) == inParts (20));
}
} // namespace

TEST_CASE ("Repetition is restricted to the largest activation of a source frame nearby")
{
    const MatrixXf activations = someActivations();
    for (const Index reach : { 0, 1, 4, 100 })
    {
        MatrixXf restricted (14, 20);
        restrictRepetition (activations, reach, kept, 0, 20, restricted);
        for (Index column = 0; column < 20; ++column)
            for (Index row = 0; row < 14; ++row)
            {
                const float own = activations (row, column);
                const bool isLargest = own == largestNear (activations, row, column, reach);
                CHECK (restricted (row, column) == (isLargest ? own : kept * own));
            }
        checkParts ([&] (Index first, Index count, MatrixXf& result)
                    { restrictRepetition (activations, reach, kept, first, count, result); });
    }
}

TEST_CASE ("Polyphony is restricted to what adds most to a target frame")
{
    const Eigen::ArrayXf levels = test::Random (5).positive (14, 1);
    for (const Index voices : { 1, 3, 14, 20 })
    {
        const MatrixXf before = someActivations();
        MatrixXf after = before;
        const MatrixXf shares = levels.matrix().asDiagonal() * before;
        restrictPolyphony (levels, voices, kept, 0, 20, after);
        for (Index column = 0; column < 20; ++column)
            for (Index row = 0; row < 14; ++row)
            {
                const float own = before (row, column);
                CHECK (after (row, column) ==
                       (rankInColumn (shares, row, column) < voices ? own : kept * own));
            }
    }
    MatrixXf equal = MatrixXf::Ones (14, 20);
    restrictPolyphony (Eigen::ArrayXf::Ones (14), 2, kept, 0, 20, equal);
    CHECK (equal == MatrixXf::Ones (14, 20));
}

TEST_CASE ("Continuity sums diagonals, which end where a recording ends")
{
    const MatrixXf restricted = someActivations();
    for (const std::vector<Index>& lengths : { std::vector<Index>{ 14 }, { 5, 1, 8 } })
        for (const Index reach : { 0, 1, 3, 30 })
        {
            MatrixXf enhanced (14, 20);
            enhanceContinuity (restricted, lengths, reach, 0, 20, enhanced);
            for (Index column = 0; column < 20; ++column)
                for (Index row = 0; row < 14; ++row)
                {
                    double sum = 0.0;
                    for (Index step = -reach; step <= reach; ++step)
                        if (row + step >= 0 && row + step < 14 && column + step >= 0 && column + step < 20 &&
                            recordingOf (lengths, row + step) == recordingOf (lengths, row))
                            sum += static_cast<double> (restricted (row + step, column + step));
                    CHECK (enhanced (row, column) == Approx (sum));
                }
            checkParts ([&] (Index first, Index count, MatrixXf& result)
                        { enhanceContinuity (restricted, lengths, reach, first, count, result); });
        }
}
