// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Mixdown.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numbers>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr double mixdownRateHz = 16000.0;
constexpr Index mixdownLength = 16001; // no whole number of frames

VectorXf mixdownTone (double hz)
{
    const double turn = 2.0 * std::numbers::pi * hz / mixdownRateHz;
    return VectorXf::NullaryExpr (
        mixdownLength,
        [&] (Index n) { return 0.3f * static_cast<float> (std::sin (turn * static_cast<double> (n))); });
}

MatrixXf sideBySide (const VectorXf& left, const VectorXf& right)
{
    MatrixXf channels (left.size(), 2);
    channels << left, right;
    return channels;
}

double apartDb (const VectorXf& wanted, const VectorXf& found)
{
    return 10.0 *
           std::log10 ((wanted - found).cast<double>().squaredNorm() / wanted.cast<double>().squaredNorm());
}
} // namespace

TEST_CASE ("The mixdown is the mean of the channels, to the bit, where nothing cancels")
{
    test::Random random (1);
    const VectorXf voice = mixdownTone (300.0) + random.noise (mixdownLength, 0.1f);
    CHECK (core::mixdown (voice, mixdownRateHz) == voice);
    for (const float pan : { 1.0f, 0.4f, 0.0f, -0.4f }) // -0.4: the mean keeps 8 % of the power
    {
        const MatrixXf channels = sideBySide (voice, pan * voice);
        INFO ("right at " << pan << " of left");
        CHECK (core::mixdown (channels, mixdownRateHz) == channels.rowwise().mean());
    }
    MatrixXf oneOfMany = MatrixXf::Zero (mixdownLength, 24);
    oneOfMany.col (7) = voice;
    CHECK (core::mixdown (oneOfMany, mixdownRateHz) == oneOfMany.rowwise().mean());
    CHECK (core::mixdown (MatrixXf (0, 2), mixdownRateHz).size() == 0);
}

TEST_CASE ("Opposite channels mix down to one of them")
{
    test::Random random (2);
    const VectorXf voice = random.noise (mixdownLength);
    constexpr double rounding = -120.0; // of 32-bit transforms there and back
    CHECK (apartDb (voice, core::mixdown (sideBySide (voice, -voice), mixdownRateHz)) < rounding);
    MatrixXf six (mixdownLength, 6);
    six << voice, -voice, voice, -voice, voice, -voice;
    CHECK (apartDb (voice, core::mixdown (six, mixdownRateHz)) < rounding);
}

TEST_CASE ("What cancels is kept beside what does not, each at the power that it has in the channels")
{
    const VectorXf opposite = mixdownTone (1000.0);
    const VectorXf alike = mixdownTone (3000.0);
    const VectorXf mono =
        core::mixdown (sideBySide (alike + opposite, alike - 0.9f * opposite), mixdownRateHz);
    constexpr double leaking = -30.0; // of the sine window's sides, where the two meet
    const float both = std::sqrt ((1.0f + 0.81f) / 2.0f);
    CHECK (apartDb (alike + both * opposite, mono) < leaking);
}

TEST_CASE ("Channels that have nothing in common mix down to all but their mean")
{
    test::Random random (3);
    const MatrixXf channels = sideBySide (random.noise (mixdownLength), random.noise (mixdownLength));
    CHECK (apartDb (channels.rowwise().mean(), core::mixdown (channels, mixdownRateHz)) < -20.0);
}

TEST_CASE ("A mixdown leaves an undefined sample where it is")
{
    MatrixXf channels = sideBySide (mixdownTone (500.0), -mixdownTone (500.0));
    channels (8000, 1) = std::numeric_limits<float>::quiet_NaN();
    const VectorXf mono = core::mixdown (channels, mixdownRateHz);
    CHECK (mono.array().isNaN().count() == 1);
    CHECK (mono.head (4000).norm() > 1.0f);
}

TEST_CASE ("The polarity of a channel is that against the loudest")
{
    test::Random random (4);
    const VectorXf voice = random.noise (mixdownLength);
    MatrixXf channels (mixdownLength, 4);
    channels << voice, -0.5f * voice, random.noise (mixdownLength), VectorXf::Zero (mixdownLength);
    CHECK (core::polarities (channels) == Eigen::RowVector4f (1.0f, -1.0f, 1.0f, 1.0f));
    CHECK (core::polarities (MatrixXf (0, 2)) == Eigen::RowVector2f (1.0f, 1.0f));
}
