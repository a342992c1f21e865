// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/ActivationEncoder.h"

#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

#include <array>

using namespace unbraid;
using test::unfoldedDictionary;

namespace
{
core::ActivationEncoder encoderOf (const core::Dictionary& dictionary, double hopSeconds)
{
    core::ActivationEncoder encoder;
    core::FrameGeometry geometry;
    geometry.sampleRateHz = dictionary.sampleRateHz;
    geometry.hop = std::lround (hopSeconds * dictionary.sampleRateHz);
    geometry.fft = dictionary.window;
    encoder.prepare (dictionary, geometry, 1);
    return encoder;
}

const Eigen::MatrixXcf none; // spectra, which no long window looks at

/** Random frames, one a column. */
Eigen::MatrixXf frames (Eigen::Index numRows, Eigen::Index count)
{
    return test::Random (5).positive (numRows, count);
}
} // namespace

TEST_CASE ("Copies of the state take turns: two of them are two encoders that process every other frame")
{
    const auto dictionary = unfoldedDictionary (1);
    auto both = encoderOf (dictionary, 0.008);
    std::array each{ encoderOf (dictionary, 0.016), encoderOf (dictionary, 0.016) };
    REQUIRE (both.numCopies() == 2);
    REQUIRE (each[0].numCopies() == 1);
    const auto sound = frames (dictionary.numBins(), 40);
    for (Eigen::Index t = 0; t < sound.cols(); ++t)
    {
        const Eigen::VectorXf rows = sound.col (t);
        const Eigen::VectorXf expected =
            each[static_cast<size_t> (t % 2)].propose (none, rows, rows.mean(), t / 2);
        REQUIRE (both.propose (none, rows, rows.mean(), t) == expected);
    }
}

TEST_CASE (
    "There are as many copies of the state as hops of the engine in one of the dictionary, at least one")
{
    const auto dictionary = unfoldedDictionary (1); // 16 ms
    for (const auto& [hopSeconds, copies] :
         { std::pair{ 0.004, 4 }, { 0.005, 3 }, { 0.0105, 2 }, { 0.016, 1 }, { 0.04, 1 } })
        CHECK (encoderOf (dictionary, hopSeconds).numCopies() == copies);
}

TEST_CASE ("A proposal is positive and remembers, and a reset forgets")
{
    const auto dictionary = unfoldedDictionary (2);
    auto encoder = encoderOf (dictionary, 0.016);
    const auto sound = frames (dictionary.numBins(), 2);
    const Eigen::VectorXf a = sound.col (0), b = sound.col (1);
    const Eigen::VectorXf first = encoder.propose (none, a, a.mean(), 0);
    CHECK (first.minCoeff() > 0.0f);
    encoder.propose (none, b, b.mean(), 1);
    CHECK ((encoder.propose (none, a, a.mean(), 2) - first).norm() > 1e-3f * first.norm());
    encoder.reset();
    CHECK (encoder.propose (none, a, a.mean(), 0) == first);
}

TEST_CASE ("A state that is no longer finite is reset and the proposal is flat")
{
    auto dictionary = unfoldedDictionary (3);
    auto& encoder = *dictionary.unfolding->encoder;
    encoder.inputWeights.setZero();
    encoder.inputBias.setOnes();
    encoder.layers[1].inputWeights.setConstant (3e38f);
    encoder.layers[1].inputWeights.col (0) *= -1.0f; // infinity less infinity
    auto broken = encoderOf (dictionary, 0.016);
    const Eigen::VectorXf rows = frames (dictionary.numBins(), 1);
    for (int t = 0; t < 3; ++t)
    {
        const Eigen::VectorXf& proposal = broken.propose (none, rows, rows.mean(), t);
        CHECK (proposal.allFinite());
    }
}

TEST_CASE ("The features follow a sound's level within seconds and its floor by 4 dB a second")
{
    constexpr double hopSeconds = 0.016;
    constexpr float leapDb = 20.0f;
    core::EncoderFeatures features;
    features.prepare (4, 8, hopSeconds);
    Eigen::VectorXf encoderInput (8);
    const auto process = [&] (float amplitude, double seconds)
    {
        for (double passed = 0.0; passed < seconds; passed += hopSeconds)
            features.process (Eigen::VectorXf::Constant (4, amplitude), amplitude, encoderInput);
    };
    process (1.0f, 0.1);
    CHECK (encoderInput.head (4).isConstant (0.5f, 1e-5f));                     // at its level
    CHECK (encoderInput.tail (4).isConstant (0.5f * std::log10 (2.0f), 1e-5f)); // at its floor
    process (std::pow (10.0f, leapDb / 20.0f), 0.5 * hopSeconds);               // one frame
    const float leap = encoderInput[0] - 0.5f;
    CHECK (leap > 0.5f); // decades: most of 20 dB is still to be seen
    process (std::pow (10.0f, leapDb / 20.0f), 1.0);
    CHECK (encoderInput[0] == Approx (0.5f).margin (0.01f)); // up within 0.1 s
    const float overFloorDb = 10.0f * std::log10 (std::pow (10.0f, 2.0f * encoderInput[4]) - 1.0f);
    CHECK (overFloorDb == Approx (leapDb - 4.0f).margin (0.2f));
    process (1.0f, 2.0);
    const float expected = std::log10 (1.0f / (1.0f + 9.0f * std::exp (-1.0f))); // down to 1/e in 2 s
    CHECK (encoderInput[0] - 0.5f == Approx (expected).margin (0.02f));
    CHECK (encoderInput[4] == Approx (0.5f * std::log10 (2.0f)).margin (1e-3f));
}
