// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/GapPrediction.h"
#include "Restoration/LinearPrediction.h"
#include "Restoration/RecordingRepair.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid::restoration;
using Eigen::Index;

namespace
{
constexpr Index gapFrame = 512;
const Eigen::MatrixXf chord = Eigen::MatrixXf::NullaryExpr (6000, 1,
                                                            [] (Index n, Index)
                                                            {
                                                                const auto time = static_cast<float> (n);
                                                                return 0.5f * std::sin (0.173f * time) +
                                                                       0.3f * std::sin (0.411f * time + 1.0f);
                                                            });

/** Loses these samples of the chord and repairs it. Returns error over signal in the gaps, in dB. */
double errorDb (const std::vector<Gap>& gaps)
{
    SampleStates states (static_cast<size_t> (chord.rows()), SampleState::intact);
    Eigen::MatrixXf sound = chord;
    for (const auto& gap : gaps)
        for (Index n = gap.begin; n < gap.end; ++n)
        {
            sound (n, 0) = std::numeric_limits<float>::quiet_NaN();
            states[static_cast<size_t> (n)] = SampleState::lost;
        }
    RepairSettings settings;
    settings.frameLength = gapFrame;
    settings.numAtoms = 4;
    REQUIRE (repairRecording (sound, { states }, settings, [] (double) { return true; }).ok());
    double error = 0.0, signal = 0.0;
    for (const auto& gap : gaps)
    {
        error += (sound - chord).middleRows (gap.begin, gap.end - gap.begin).squaredNorm();
        signal += chord.middleRows (gap.begin, gap.end - gap.begin).squaredNorm();
    }
    return 10.0 * std::log10 (error / signal);
}
} // namespace

TEST_CASE ("Levinson's recursion solves Toeplitz equations")
{
    const Index size = 40;
    const Eigen::VectorXd column = Eigen::VectorXd::NullaryExpr (
        size, [] (Index lag)
        { return std::pow (0.8, static_cast<double> (lag)) * std::cos (0.7 * static_cast<double> (lag)); });
    Eigen::MatrixXd matrix (size, size);
    for (Index row = 0; row < size; ++row)
        for (Index at = 0; at < size; ++at)
            matrix (row, at) = column[std::abs (row - at)];
    const Eigen::VectorXd wanted = Eigen::VectorXd::LinSpaced (size, -1.0, 2.0);
    CHECK ((solveToeplitz (column, matrix * wanted) - wanted).norm() < 1e-9 * wanted.norm());
}

TEST_CASE ("gaps that prediction can fill are neither single samples nor longer than eight frames")
{
    SampleStates states (20000, SampleState::intact);
    for (const Gap& gap :
         { Gap{ 10, 11 }, Gap{ 100, 108 }, Gap{ 1000, 1085 }, Gap{ 9000, 13097 }, Gap{ 19900, 20000 } })
        std::fill (states.begin() + gap.begin, states.begin() + gap.end, SampleState::lost);
    const auto gaps = predictableGaps (states, gapFrame);
    REQUIRE (gaps.size() == 3);
    CHECK (gaps[0].begin == 100);
    CHECK (gaps[0].end == 108);
    CHECK_FALSE (isLong (gaps[1], gapFrame));
    CHECK (isLong (gaps[2], gapFrame));
    CHECK (gaps[2].end == 20000);
}

TEST_CASE ("gaps in a steady sound are filled with it, whatever their length")
{
    const Index length = GENERATE (20, 80, 200, 400, 1000);
    CHECK (errorDb ({ { 2500, 2500 + length } }) < -20.0);
}

TEST_CASE ("gaps at the ends and beside other gaps are filled better than with silence")
{
    CHECK (errorDb ({ { 0, 200 } }) < -3.0);
    CHECK (errorDb ({ { 5800, 6000 } }) < -3.0);
    CHECK (errorDb ({ { 2000, 2200 }, { 2240, 2440 }, { 2450, 2480 } }) < -6.0);
}

TEST_CASE ("a gap in silence is filled with silence")
{
    Eigen::VectorXf silence = Eigen::VectorXf::Zero (2000);
    predictGap (silence, { 900, 1100 }, 2000, gapFrame);
    CHECK (silence == Eigen::VectorXf::Zero (2000));
}
