// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Stft.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <array>
#include <vector>

using namespace unbraid;
using core::LatencyMode;

namespace
{
constexpr std::array modes{ LatencyMode::low, LatencyMode::balanced, LatencyMode::high };
constexpr std::array rates{ 8000.0,  11025.0, 12000.0, 16000.0, 22050.0, 24000.0,  32000.0,
                            44100.0, 48000.0, 64000.0, 88200.0, 96000.0, 176400.0, 192000.0 };
constexpr std::array windows{ 0.004, 0.032, 0.064 };

core::FrameGeometry geometryOf (double rate, LatencyMode mode, double windowSeconds)
{
    auto geometry = core::frameGeometry (rate, mode, windowSeconds);
    REQUIRE (geometry.ok());
    return geometry.value();
}

/** Streams a signal through an STFT that changes nothing, in blocks of the given size. */
Eigen::VectorXf passThrough (const core::FrameGeometry& geometry, const Eigen::VectorXf& signal,
                             Eigen::Index block)
{
    core::Stft stft;
    REQUIRE (stft.prepare (geometry, 1, 1).ok());
    Eigen::VectorXf output (signal.size());
    for (Eigen::Index at = 0; at < signal.size(); at += block)
    {
        const Eigen::Index count = std::min (block, signal.size() - at);
        const float* input = signal.data() + at;
        float* to = output.data() + at;
        stft.process (&input, &to, count,
                      [] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& outputs) noexcept
                      { outputs = mixture; });
    }
    return output;
}

double decibels (double ratio)
{
    return 20.0 * std::log10 (ratio);
}
} // namespace

TEST_CASE ("Unchanged spectra give the input back, late by the reported latency, at every rate and mode")
{
    constexpr double allowedDb = -120.0; // float transforms leave about -140 dB
    for (const double rate : rates)
        for (const auto mode : modes)
            for (const double window : windows)
            {
                const auto geometry = geometryOf (rate, mode, window);
                const Eigen::Index latency = geometry.latencySamples();
                const auto signal = test::Random (1).noise (6 * geometry.analysis + 321);
                const auto output = passThrough (geometry, signal, 333);
                const Eigen::Index length = signal.size() - latency;
                const double error = (output.tail (length) - signal.head (length)).norm();
                INFO (rate << " Hz, " << core::toString (mode) << ", window " << window);
                CHECK (decibels (error / signal.head (length).norm()) < allowedDb);
                CHECK (output.head (latency).cwiseAbs().maxCoeff() < 1e-6f);
            }
}

TEST_CASE ("An impulse comes out exactly as late as reported")
{
    for (const double rate : rates)
        for (const auto mode : modes)
        {
            const auto geometry = geometryOf (rate, mode, 0.032);
            for (const Eigen::Index at :
                 { Eigen::Index{ 0 }, geometry.hop - 1, geometry.hop, Eigen::Index{ 517 } })
            {
                Eigen::VectorXf impulse = Eigen::VectorXf::Zero (at + 3 * geometry.analysis);
                impulse[at] = 1.0f;
                const auto output = passThrough (geometry, impulse, 64);
                Eigen::Index peak = 0;
                output.cwiseAbs().maxCoeff (&peak);
                CHECK (peak - at == geometry.latencySamples());
                CHECK (output[peak] == Approx (1.0f).margin (1e-5));
            }
        }
}

TEST_CASE ("Latency keeps its mode's promise at every rate: 8, 20 and 43 ms")
{
    constexpr std::array<double, 3> promisedSeconds{ 0.008, 0.020, 0.043 };
    for (const double rate : rates)
        for (size_t i = 0; i < modes.size(); ++i)
            CHECK (static_cast<double> (geometryOf (rate, modes[i], 0.032).latencySamples()) / rate <=
                   promisedSeconds[i]);
}

TEST_CASE ("Hop and windows last the same time at every rate within one per cent")
{
    auto seconds = [] (Eigen::Index samples, const core::FrameGeometry& geometry)
    { return static_cast<double> (samples) / geometry.sampleRateHz; };
    for (const auto mode : modes)
    {
        const auto at48k = geometryOf (48000.0, mode, 0.064);
        for (const double rate : rates)
        {
            const auto here = geometryOf (rate, mode, 0.064);
            INFO (rate << " Hz, " << core::toString (mode));
            CHECK (seconds (here.hop, here) == Approx (seconds (at48k.hop, at48k)).epsilon (0.01));
            CHECK (seconds (here.synthesis, here) ==
                   Approx (seconds (at48k.synthesis, at48k)).epsilon (0.01));
            CHECK (seconds (here.analysis, here) == Approx (seconds (at48k.analysis, at48k)).epsilon (0.01));
        }
    }
}

TEST_CASE ("The output does not depend on how the host cuts its blocks, bit for bit")
{
    const auto geometry = geometryOf (44100.0, LatencyMode::balanced, 0.046);
    const auto signal = test::Random (2).noise (30000);
    const auto expected = passThrough (geometry, signal, signal.size());
    for (const Eigen::Index block : { 1, 2, 17, 64, 220, 221, 512, 1000, 8192 })
        CHECK (passThrough (geometry, signal, block) == expected);
}

TEST_CASE ("Bad samples are processed as silence and leave nothing behind after one window")
{
    const auto geometry = geometryOf (16000.0, LatencyMode::balanced, 0.032);
    Eigen::VectorXf clean = test::Random (3).noise (8000);
    Eigen::VectorXf dirty = clean;
    dirty[1000] = std::numeric_limits<float>::quiet_NaN();
    dirty[1001] = std::numeric_limits<float>::infinity();
    dirty[1002] = -std::numeric_limits<float>::infinity();
    dirty[1003] = std::numeric_limits<float>::max();
    const auto output = passThrough (geometry, dirty, 100);
    CHECK (output.allFinite());
    const Eigen::Index after = 1004 + geometry.analysis + geometry.latencySamples();
    const Eigen::VectorXf expected = passThrough (geometry, clean, 100);
    CHECK ((output.tail (8000 - after) - expected.tail (8000 - after)).cwiseAbs().maxCoeff() < 1e-6f);
}

TEST_CASE ("A window of zeros is not transformed and nothing comes of what is made of it")
{
    const auto geometry = geometryOf (16000.0, LatencyMode::balanced, 0.032);
    const Eigen::Index hop = geometry.hop, tail = geometry.analysis + geometry.synthesis;
    for (Eigen::Index at = tail; at < tail + hop; ++at)
    {
        core::Stft stft;
        REQUIRE (stft.prepare (geometry, 2, 1).ok());
        Eigen::MatrixXf input = Eigen::MatrixXf::Zero (4 * tail, 2);
        input (at, 1) = 1.0f;
        Eigen::VectorXf output (input.rows());
        const float* from[] = { input.col (0).data(), input.col (1).data() };
        float* to = output.data();
        Eigen::Index sounding = 0;
        bool isTold = true;
        stft.process (from, &to, input.rows(),
                      [&] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& outputs) noexcept
                      {
                          sounding += stft.inputIsSilent() ? 0 : 1;
                          isTold = isTold && stft.inputIsSilent() == mixture.isZero (0.0f);
                          outputs.setZero();
                          outputs.row (1).setOnes(); // a cosine over all of the frame
                      });
        INFO ("an impulse " << at - tail << " samples after " << tail);
        CHECK (isTold);
        CHECK (sounding == (at + geometry.analysis) / hop - at / hop); // frames that end after it and hold it
        const Eigen::Index start = (at / hop + 1) * hop;
        CHECK (output.head (start).isZero (0.0f));
        CHECK (output.segment (start, hop).norm() > 0.0f);
        CHECK (output.tail (input.rows() - at - tail - 1).isZero (0.0f));
    }
}

TEST_CASE ("Rates and windows outside the limits are refused with what is allowed")
{
    for (const double rate : { 0.0, 7999.0, 192001.0, -1.0, std::numeric_limits<double>::quiet_NaN() })
        CHECK_FALSE (core::frameGeometry (rate, LatencyMode::low, 0.032).ok());
    for (const double window : { 0.0, -1.0, 0.6, std::numeric_limits<double>::quiet_NaN() })
        CHECK_FALSE (core::frameGeometry (48000.0, LatencyMode::low, window).ok());
    CHECK (core::frameGeometry (7999.0, LatencyMode::low, 0.032).error().message().find ("8000 to 192000") !=
           std::string::npos);
}

TEST_CASE ("Latency modes have names that read back")
{
    for (const auto mode : modes)
        CHECK (core::latencyModeFrom (core::toString (mode)) == mode);
    CHECK_FALSE (core::latencyModeFrom ("medium").has_value());
}

TEST_CASE ("Further windows analyse each frame as a transform of their own would, and change no output")
{
    for (const auto mode : modes)
    {
        const auto geometry = geometryOf (44100.0, mode, 0.064);
        const std::array others{ geometryOf (44100.0, mode, 0.046), geometryOf (44100.0, mode, 0.093) };
        core::Stft together, first, second, plain;
        REQUIRE (together.prepare (geometry, 1, 1, 0, others).ok());
        REQUIRE (first.prepare (others[0], 1, 1).ok());
        REQUIRE (second.prepare (others[1], 1, 1).ok());
        REQUIRE (plain.prepare (geometry, 1, 1).ok());
        const auto signal = test::Random (2).noise (geometry.hop);
        Eigen::VectorXf output (geometry.hop), alone (geometry.hop);
        for (int frame = 0; frame < 20; ++frame)
        {
            const Eigen::VectorXf input = frame == 12 ? Eigen::VectorXf::Zero (geometry.hop).eval()
                                                      : signal * static_cast<float> (1 + frame);
            const float* from = input.data();
            float *to = output.data(), *toAlone = alone.data();
            const auto keep = [] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& outputs) noexcept
            { outputs = mixture; };
            first.process (&from, &toAlone, geometry.hop, keep);
            second.process (&from, &toAlone, geometry.hop, keep);
            plain.process (&from, &toAlone, geometry.hop, keep);
            together.process (&from, &to, geometry.hop, keep);
            CHECK (together.newestIn (1) == first.newest());
            CHECK (together.newestIn (2) == second.newest());
            CHECK (output == alone);
        }
    }
}
