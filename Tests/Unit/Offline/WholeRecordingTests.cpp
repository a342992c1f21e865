// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/WholeRecording.h"

#include "Offline/Passes/BestWays.h"
#include "Unit/Core/AdaptingSeparator.h"

#include <catch2/catch.hpp>

#include <tuple>

using namespace unbraid;
using Eigen::MatrixXf;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Eigen::Index second = 16000;
constexpr core::SeparatorSpec mono{ rateHz, 1, core::LatencyMode::balanced, 0 };

MatrixXf noise()
{
    return test::Random (4).noise (second, 0.1f);
}
} // namespace

TEST_CASE ("What a pass taught is kept from the first frame of the next, and changes no more")
{
    auto settings = offline::settingsForPasses (test::adaptingSettings());
    auto engine = test::makeSeparator (mono, test::speechDictionary(), settings);
    REQUIRE (offline::canLearn (engine, settings, 0));
    const auto before = test::copied (engine);
    test::run (engine, noise(), 777);
    offline::keepLearned (engine, settings, 0);
    const auto learned = test::copied (engine);
    CHECK ((learned - before).norm() > 0.05f * before.norm());
    const MatrixXf once = test::run (engine, noise(), 777);
    CHECK (test::copied (engine) == learned);
    offline::keepLearned (engine, settings, 0);
    CHECK (test::run (engine, noise(), 777) == once);
}

TEST_CASE ("A beginning is remembered as well as the end")
{
    auto settings = offline::settingsForPasses (test::adaptingSettings());
    settings.adaptation.trustSeconds = 0.01f;
    const auto dictionary = test::speechDictionary();
    const MatrixXf tones = test::noisyTones (second, 1, rateHz);
    MatrixXf forwards (2 * second, 1), backwards (2 * second, 1);
    forwards << noise(), tones;
    backwards << tones, noise();
    const auto learned = [&] (const MatrixXf& sound)
    {
        auto engine = test::makeSeparator (mono, dictionary, settings);
        test::run (engine, sound, 777);
        return test::copied (engine);
    };
    const auto one = learned (forwards), other = learned (backwards), half = learned (noise());
    CHECK ((one - other).norm() < 0.5f * (one - half).norm());
}

TEST_CASE ("Tracked noise is not learned from a whole recording, nor panning where there is none")
{
    auto settings = test::trackingSettings();
    auto engine = test::makeSeparator (mono, test::speechDictionary(), settings);
    CHECK_FALSE (offline::canLearn (engine, settings, 0));
    const MatrixXf once = test::run (engine, noise(), 777);
    offline::keepLearned (engine, settings, 0);
    CHECK (test::run (engine, noise(), 777) == once);

    core::SeparatorSettings placed;
    placed.adaptation.enabled = false;
    placed.spatial.enabled = true;
    const auto tones = test::makeSeparator (mono, test::randomDictionary (1), placed);
    CHECK_FALSE (offline::canLearn (tones, placed, 0));
    const core::SeparatorSpec stereo{ rateHz, 2, core::LatencyMode::balanced, 0 };
    CHECK (offline::canLearn (test::makeSeparator (stereo, test::randomDictionary (1), placed), placed, 0));
}

TEST_CASE ("An unknown dictionary is separated both ways where the past has no meaning of its own and no "
           "source takes the rest")
{
    auto dictionary = test::speechDictionary();
    for (auto& source : dictionary.sources)
        source.isTarget = true;
    const auto goesBothWays = [&] (const core::SeparatorSettings& settings, Eigen::Index numParts)
    { return offline::bestWay ("unknown", dictionary, settings, numParts).bothWays; };
    CHECK (goesBothWays ({}, 0));
    CHECK_FALSE (goesBothWays ({}, 1));
    CHECK_FALSE (goesBothWays (test::trackingSettings(), 0));
    core::SeparatorSettings smooth;
    smooth.solver.dynamics = core::Dynamics::gamma;
    CHECK_FALSE (goesBothWays (smooth, 0));
    dictionary.sources.back().isTarget = false;
    CHECK_FALSE (goesBothWays ({}, 0));
}

TEST_CASE ("The mode of the best way is one that the dictionary serves")
{
    constexpr auto low = core::LatencyMode::low, balanced = core::LatencyMode::balanced,
                   high = core::LatencyMode::high;
    auto dictionary = test::speechDictionary();
    for (auto& source : dictionary.sources)
        source.isTarget = true;
    const auto modeOf = [&] (const core::SeparatorSettings& settings)
    { return offline::bestWay ("unknown", dictionary, settings, 0).mode; };
    CHECK (modeOf ({}) == balanced);
    dictionary.sources.back().isTarget = false;
    CHECK (modeOf ({}) == low);
    CHECK (modeOf (test::trackingSettings()) == balanced);
    dictionary.modes = { "high" };
    CHECK (modeOf ({}) == high);
    for (const auto& row : offline::bestWays)
        CHECK (offline::bestWay (row.name, dictionary, {}, 0).mode == high);
}

TEST_CASE ("A dictionary of a shipped one's name goes its way, but where notes guide or dynamics foresee")
{
    const auto dictionary = test::speechDictionary();
    core::SeparatorSettings smooth;
    smooth.solver.dynamics = core::Dynamics::gamma;
    for (const auto& row : offline::bestWays)
    {
        INFO (row.name);
        const auto way = offline::bestWay (row.name, dictionary, {}, 0);
        CHECK (way.mode == row.way.mode);
        CHECK (way.inLongWindows == row.way.inLongWindows);
        CHECK (way.bothWays == row.way.bothWays);
        CHECK_FALSE (offline::bestWay (row.name, dictionary, smooth, 0).bothWays);
        const auto guided = offline::bestWay (row.name, dictionary, {}, 1),
                   other = offline::bestWay ("unknown", dictionary, {}, 1);
        CHECK (guided.mode == other.mode);
        CHECK (guided.inLongWindows == other.inLongWindows);
        CHECK_FALSE (guided.bothWays);
    }
}

TEST_CASE ("Long windows gain where they are much longer than the engine's own")
{
    for (const auto& [windowSeconds, mode, gains] : { std::tuple{ 0.064, core::LatencyMode::high, true },
                                                      { 0.046, core::LatencyMode::high, false },
                                                      { 0.046, core::LatencyMode::balanced, true },
                                                      { 0.032, core::LatencyMode::high, false } })
    {
        const auto geometry = core::frameGeometry (44100.0, mode, windowSeconds);
        REQUIRE (geometry.ok());
        CHECK (offline::gainsFromLongWindows (geometry.value()) == gains);
    }
}
