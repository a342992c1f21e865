// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Silence is not transformed. What transforming it would give is shown by sound that is not zero, but whose
// windowed samples are: the smallest normal number, where smaller ones are flushed to zero.
#include "Support/Skip.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <numeric>

using namespace unbraid;
using core::LatencyMode;
using test::makeSeparator;

namespace
{
constexpr double rateHz = 16000.0;
constexpr core::SeparatorSpec stereo{ rateHz, 2, LatencyMode::balanced, 0 };

using Bits = Eigen::Array<std::int32_t, Eigen::Dynamic, Eigen::Dynamic>;

/** Distinguishes also zeros of different sign. */
bool sameBits (const Eigen::MatrixXf& a, const Eigen::MatrixXf& b)
{
    const auto bits = [] (const Eigen::MatrixXf& values)
    {
        return Eigen::Map<const Bits> (reinterpret_cast<const std::int32_t*> (values.data()), values.rows(),
                                       values.cols());
    };
    return (bits (a) == bits (b)).all();
}

/** Sound with pauses before, within and after it: shorter than the window, as long, a sample more or less,
    longer than the overlap needs to run out, and one of a single channel. */
Eigen::MatrixXf soundWithPauses (const core::FrameGeometry& geometry, float pause)
{
    const Eigen::Index window = geometry.analysis, tail = window + geometry.synthesis;
    constexpr Eigen::Index sound = 1111; // no whole number of hops
    const std::array<Eigen::Index, 9> pauses{ 777,      window / 2, window - 1, window,  window + 1,
                                              tail - 1, tail,       tail + 300, 5 * tail };
    Eigen::MatrixXf signal = test::noisyTones (25000, 2, rateHz);
    REQUIRE (signal.rows() > std::accumulate (pauses.begin(), pauses.end(), 9 * sound + 5 * tail));
    Eigen::Index at = 0;
    for (const Eigen::Index length : pauses)
    {
        signal.middleRows (at, length).setConstant (pause);
        at += length + sound;
    }
    signal.col (1).segment (at, 2 * tail).setConstant (pause);
    signal.bottomRows (2 * tail).setConstant (pause);
    return signal;
}

#if defined(__SSE__) || defined(_M_X64) || defined(__aarch64__)
constexpr bool flushesToZero = true;
#else
constexpr bool flushesToZero = false;
#endif
} // namespace

TEST_CASE ("Silence gives bit for bit what transforming it gives wherever it begins and ends")
{
    if (! flushesToZero)
        return test::skip ("this processor does not flush small numbers to zero");
    core::SeparatorSettings settings;
    settings.noiseTracking.enabled = GENERATE (false, true);
    settings.maskSmoothingSeconds = 0.05f;
    settings.solver.leak = 0.1f;
    const auto dictionary = test::randomDictionary (1);
    auto separator = makeSeparator (stereo, dictionary, settings);
    auto reference = makeSeparator (stereo, dictionary, settings);
    const auto& geometry = separator.geometry();
    REQUIRE (core::makeWindowPair (geometry).analysis.maxCoeff() < 1.0f); // so that the products are flushed

    const auto silent = soundWithPauses (geometry, 0.0f);
    const auto faint = soundWithPauses (geometry, std::numeric_limits<float>::min());
    Eigen::Index silentFrames = 0;
    for (Eigen::Index at = 0; at + geometry.hop <= silent.rows(); at += geometry.hop)
    {
        const auto output = test::run (separator, silent.middleRows (at, geometry.hop), 37);
        const auto expected = test::run (reference, faint.middleRows (at, geometry.hop), geometry.hop);
        REQUIRE (sameBits (output, expected));
        REQUIRE (separator.lastFrame().number == at / geometry.hop + 1);
        REQUIRE (separator.lastFrame().isSilent == reference.lastFrame().isSilent);
        silentFrames += separator.lastFrame().isSilent ? 1 : 0;
    }
    CHECK (silentFrames > 50);
    CHECK (silentFrames < separator.lastFrame().number - 50);
}

TEST_CASE ("After the last sound everything has gone out within a window and the latency")
{
    const auto dictionary = test::randomDictionary (1);
    for (const auto mode : { LatencyMode::low, LatencyMode::balanced, LatencyMode::high })
        for (const Eigen::Index length : { 1, 1000, 4001 })
        {
            auto separator = makeSeparator ({ rateHz, 1, mode, 0 }, dictionary);
            Eigen::MatrixXf signal = Eigen::MatrixXf::Zero (8000, 1);
            signal.topRows (length) = test::noisyTones (length, 1, rateHz);
            signal (length - 1, 0) = 0.5f;
            const Eigen::VectorXf sum = test::run (separator, signal, 100).rowwise().sum();
            const Eigen::Index latency = separator.latencySamples();
            CHECK (sum[length - 1 + latency] == Approx (0.5f).margin (1e-5));
            const Eigen::Index over = length + separator.geometry().analysis + latency;
            CHECK (sum.tail (signal.rows() - over).isZero (0.0f));
        }
}

TEST_CASE ("Bad samples and numbers too small to count are silence")
{
    auto separator = makeSeparator (stereo, test::randomDictionary (1));
    for (const float value :
         { 0.0f, -0.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity() })
    {
        CHECK (test::run (separator, Eigen::MatrixXf::Constant (2000, 2, value), 100).isZero (0.0f));
        CHECK (separator.lastFrame().isSilent);
    }
}
