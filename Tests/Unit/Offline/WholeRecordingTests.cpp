// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/WholeRecording.h"

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

TEST_CASE ("A recording runs backwards where the past has no meaning of its own and no source takes the rest")
{
    auto dictionary = test::speechDictionary();
    for (auto& source : dictionary.sources)
        source.isTarget = true;
    CHECK (offline::runsBackwards (dictionary, {}, 0));
    CHECK_FALSE (offline::runsBackwards (dictionary, {}, 1));
    CHECK_FALSE (offline::runsBackwards (dictionary, test::trackingSettings(), 0));
    core::SeparatorSettings smooth;
    smooth.solver.dynamics = core::Dynamics::gamma;
    CHECK_FALSE (offline::runsBackwards (dictionary, smooth, 0));
    dictionary.sources.back().isTarget = false;
    CHECK_FALSE (offline::runsBackwards (dictionary, {}, 0));
}

TEST_CASE ("The mode for passes is one that the dictionary serves")
{
    constexpr auto low = core::LatencyMode::low, balanced = core::LatencyMode::balanced,
                   high = core::LatencyMode::high;
    auto dictionary = test::speechDictionary();
    for (auto& source : dictionary.sources)
        source.isTarget = true;
    CHECK (offline::modeForPasses (dictionary, {}, high) == balanced);
    dictionary.sources.back().isTarget = false;
    CHECK (offline::modeForPasses (dictionary, {}, balanced) == low);
    CHECK (offline::modeForPasses (dictionary, test::trackingSettings(), high) == balanced);
    dictionary.modes = { "high" };
    CHECK (offline::modeForPasses (dictionary, {}, high) == high);
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
