// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/LongWindowFeatures.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <complex>
#include <numbers>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr double rateHz = 44100.0, hopSeconds = 0.016, binHz = 15.625;
constexpr Index numLongRows = 12, numRows = 20;

core::LongWindowFeatures featuresOf (core::Spectrum kind = core::Spectrum::magnitude)
{
    core::FrameGeometry geometry;
    geometry.sampleRateHz = rateHz;
    geometry.fft = std::lround (rateHz / binHz);
    geometry.hop = std::lround (rateHz * hopSeconds);
    const Eigen::VectorXf centresHz =
        Eigen::VectorXf::LinSpaced (numRows, 0.0f, static_cast<float> ((numRows - 1) * binHz));
    core::LongWindowFeatures features;
    features.prepare (centresHz, numLongRows, geometry, hopSeconds, kind);
    return features;
}

/** A tone of amplitude one fills all bins alike; it turns from frame to frame. */
Eigen::MatrixXcf toneAt (double hz, Index frame, const core::LongWindowFeatures& features,
                         Index numChannels = 1)
{
    const auto turned =
        std::polar (1.0, 2.0 * std::numbers::pi * hz * hopSeconds * static_cast<double> (frame));
    return Eigen::MatrixXcf::Constant (features.numBins(), numChannels, std::complex<float> (turned));
}

/** After enough frames, at the level of the tone. [rows x parts], in dB */
Eigen::ArrayXXf levelsOf (double hz)
{
    auto features = featuresOf();
    auto state = features.blankState (1);
    Eigen::ArrayXXf found;
    for (Index frame = 0; frame < 3 * core::longWindowFrames; ++frame)
        found = features.process (state, toneAt (hz, frame, features), 1.0f);
    return 20.0f * (found - 0.5f);
}
} // namespace

TEST_CASE ("A long window finds a tone in its part of a row, and tells one a bin's width away from it")
{
    constexpr Index row = 4;
    for (Index part = 0; part < core::longWindowParts; ++part)
    {
        const double hz = binHz * (row + (static_cast<double> (part) + 0.5) / core::longWindowParts - 0.5);
        const Eigen::ArrayXXf levels = levelsOf (hz);
        INFO (hz << " Hz, part " << part);
        CHECK (std::abs (levels (row, part)) < 0.01f);
        for (Index other = 0; other < core::longWindowParts; ++other)
        {
            const double awayHz =
                std::abs (static_cast<double> (other - part)) * binHz / core::longWindowParts;
            CHECK (levels (row, other) <= (awayHz < 1.0    ? 0.01f
                                           : awayHz < 5.0  ? -6.0f
                                           : awayHz < 10.0 ? -18.0f
                                                           : -25.0f));
        }
    }
}

TEST_CASE (
    "A long window looks at no bin that a spectrum lacks, and hears nothing in rows above half the rate")
{
    for (const double playedHz : { 8000.0, 8001.0, 11025.0, 48000.0 })
        for (const Index fft : { 512, 513 }) // half the rate is a bin of the first alone
        {
            core::FrameGeometry geometry;
            geometry.sampleRateHz = playedHz;
            geometry.fft = fft;
            const Eigen::VectorXf centresHz = Eigen::VectorXf::LinSpaced (41, 0.0f, 20000.0f);
            core::LongWindowFeatures features;
            features.prepare (centresHz, centresHz.size(), geometry, hopSeconds, core::Spectrum::magnitude);
            INFO (playedHz << " Hz, " << fft << " samples");
            REQUIRE (features.numBins() <= geometry.numBins());
            auto state = features.blankState (1);
            Eigen::ArrayXXf found;
            for (Index frame = 0; frame < core::longWindowFrames; ++frame)
                found = features.process (state, Eigen::MatrixXcf::Ones (geometry.numBins(), 1), 1.0f);
            REQUIRE (found.rows() == centresHz.size());
            for (Index row = 0; row < centresHz.size(); ++row)
                if (static_cast<double> (centresHz[row]) > 0.5 * playedHz + geometry.binHz (1))
                    CHECK ((found.row (row) + 3.0f).abs().maxCoeff() < 1e-5f); // log10 (1e-7) / 2 + 0.5
        }
}

TEST_CASE ("A long window has what it kept of a tone fade within as many frames as it spans")
{
    auto features = featuresOf();
    auto state = features.blankState (1);
    for (Index frame = 0; frame < core::longWindowFrames; ++frame)
        features.process (state, toneAt (60.0, frame, features), 1.0f);
    const Eigen::MatrixXcf silence = Eigen::MatrixXcf::Zero (features.numBins(), 1);
    for (Index frame = 0; frame < core::longWindowFrames; ++frame)
        features.process (state, silence, 1.0f);
    CHECK ((features.process (state, silence, 1.0f) + 3.0f).abs().maxCoeff() <
           1e-5f); // log10 (1e-7) / 2 + 0.5
    state.setZero();
    CHECK ((features.process (state, silence, 1.0f) + 3.0f).abs().maxCoeff() < 1e-5f);
}

TEST_CASE ("A long window does not depend on the level of the sound, and adds up what its channels have")
{
    auto mono = featuresOf(), stereo = featuresOf();
    auto one = mono.blankState (1), two = stereo.blankState (2), loud = mono.blankState (1);
    for (Index frame = 0; frame < core::longWindowFrames; ++frame)
    {
        const Eigen::ArrayXXf found = mono.process (one, toneAt (60.0, frame, mono), 1.0f);
        CHECK (found.isApprox (mono.process (loud, 100.0f * toneAt (60.0, frame, mono), 100.0f), 1e-4f));
        CHECK (
            found.isApprox (stereo.process (two, toneAt (60.0, frame, stereo, 2), std::sqrt (2.0f)), 1e-4f));
    }
}

TEST_CASE ("A long window on power tells levels of tones in twice the decibels")
{
    auto magnitude = featuresOf(), power = featuresOf (core::Spectrum::power);
    auto roots = magnitude.blankState (1), squares = power.blankState (1);
    Eigen::ArrayXXf ofRoots, ofSquares;
    for (Index frame = 0; frame < core::longWindowFrames; ++frame)
    {
        ofRoots = magnitude.process (roots, toneAt (60.0, frame, magnitude), 1.0f) - 0.5f;
        ofSquares = power.process (squares, toneAt (60.0, frame, power), 1.0f) - 0.5f;
    }
    for (const Index part : { 1, 2 }) // which are next to the tone, and far above the smallest value
        CHECK (ofSquares (4, part) == Approx (2.0f * ofRoots (4, part)).margin (0.001));
}
