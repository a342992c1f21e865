// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/ResidualFilter.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <complex>

using namespace unbraid;

namespace
{
constexpr Eigen::Index filteredBins = 200;
constexpr Eigen::Index ofVoice = 0, ofNoise = 1;
constexpr double hopOfFilter = 0.005;
constexpr int filterFrames = 200;

core::ResidualFilter filterOf (float depthDb)
{
    core::ResidualFilter filter;
    filter.prepare (filteredBins, 2, ofNoise, hopOfFilter);
    filter.setDepth (depthDb);
    return filter;
}

/** The same masks in all bins. */
Eigen::MatrixXf masksOf (float shareOfVoice)
{
    Eigen::MatrixXf masks (filteredBins, 2);
    masks.col (ofVoice).setConstant (shareOfVoice);
    masks.col (ofNoise).setConstant (1.0f - shareOfVoice);
    return masks;
}

/** A spectrum of white Gaussian noise: powers are exponential, with the square of the level as their mean. */
Eigen::MatrixXcf whiteFrame (test::Random& random, float level)
{
    return Eigen::MatrixXcf::NullaryExpr (filteredBins, 1,
                                          [&]
                                          {
                                              const float power = -std::log (1.0f - random.uniform());
                                              return std::polar (level * std::sqrt (power),
                                                                 random.uniform (-3.14159f, 3.14159f));
                                          });
}

double loweredDb (const core::ResidualFilter& filter, float shareOfVoice)
{
    return 20.0 * std::log10 (static_cast<double> (filter.gains().col (ofVoice).mean() / shareOfVoice));
}

/** Decibels by which a steady noise is lowered after a second, and the voice that is then `snrDb` above it. */
std::pair<double, double> loweredInPauseAndVoice (float depthDb, float level, float snrDb)
{
    constexpr float left = 0.1f, most = 0.9f;
    auto filter = filterOf (depthDb);
    test::Random random (7);
    for (int frame = 0; frame < filterFrames; ++frame)
        filter.update (masksOf (left), whiteFrame (random, level));
    const double inPause = loweredDb (filter, left);
    for (int frame = 0; frame < filterFrames / 10; ++frame)
        filter.update (masksOf (most), whiteFrame (random, level * std::pow (10.0f, snrDb / 20.0f)));
    return { inPause, loweredDb (filter, most) };
}
} // namespace

TEST_CASE ("what is left of a steady noise goes down by the depth, and a voice well above it stays")
{
    for (const float depth : { 2.5f, 4.0f, 12.0f })
    {
        const auto [pause, speech] = loweredInPauseAndVoice (depth, 1.0f, 30.0f);
        INFO (depth);
        CHECK (pause < -0.8 * static_cast<double> (depth));
        CHECK (pause >= -1.001 * static_cast<double> (depth));
        CHECK (speech > -0.1);
    }
}

TEST_CASE ("a residual filter does the same at any level")
{
    for (const float level : { 1e-12f, 1e-3f, 1e6f })
    {
        const auto [pause, speech] = loweredInPauseAndVoice (4.0f, level, 10.0f);
        const auto [pauseOfOne, speechOfOne] = loweredInPauseAndVoice (4.0f, 1.0f, 10.0f);
        CHECK (pause == Approx (pauseOfOne).margin (1e-3));
        CHECK (speech == Approx (speechOfOne).margin (1e-3));
    }
}

TEST_CASE ("masks that are filtered sum to one, and only the noise gains")
{
    auto filter = filterOf (6.0f);
    test::Random random (3);
    for (int frame = 0; frame < filterFrames; ++frame)
    {
        Eigen::MatrixXf masks = random.positive (filteredBins, 2);
        masks.array().colwise() /= masks.rowwise().sum().array().eval();
        filter.update (masks, whiteFrame (random, frame % 7 == 0 ? 0.0f : 1.0f));
        CHECK ((filter.gains().rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-6f);
        CHECK ((filter.gains().col (ofNoise) - masks.col (ofNoise)).minCoeff() >= 0.0f);
    }
}

TEST_CASE ("a filter without a noise or a depth is off")
{
    CHECK_FALSE (filterOf (0.0f).isOn());
    core::ResidualFilter filter;
    filter.prepare (filteredBins, 3, -1, hopOfFilter);
    filter.setDepth (6.0f);
    CHECK_FALSE (filter.isOn());
    filter.prepare (filteredBins, 3, 2, hopOfFilter);
    CHECK (filter.isOn());
}

TEST_CASE ("silence teaches a residual filter nothing, and a reset forgets the noise")
{
    auto filter = filterOf (6.0f);
    test::Random random (5);
    for (int frame = 0; frame < filterFrames; ++frame)
        filter.update (masksOf (0.1f), Eigen::MatrixXcf::Zero (filteredBins, 1));
    CHECK (loweredDb (filter, 0.1f) == Approx (0.0).margin (1e-6));
    for (int frame = 0; frame < filterFrames; ++frame)
        filter.update (masksOf (0.1f), whiteFrame (random, 1.0f));
    const double known = loweredDb (filter, 0.1f);
    filter.reset();
    filter.update (masksOf (0.9f), whiteFrame (random, 1.0f));
    CHECK (loweredDb (filter, 0.9f) > known + 3.0);
}
