// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/SignalPath.h"
#include "Support/EqualSources.h"
#include "Support/PathRunner.h"
#include "Support/Random.h"
#include "Support/RealtimeTrap.h"
#include "Support/TestDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr float nullTolerance = 5e-7f; // -126 dB of full scale: a few roundings of sums near one

MatrixXf noise (Index numSamples, Index channels)
{
    test::Random random (11);
    MatrixXf samples (numSamples, channels);
    for (Index channel = 0; channel < channels; ++channel)
        samples.col (channel) = random.noise (numSamples);
    return samples;
}

std::unique_ptr<plugin::SeparationEngine> engineOf (const core::Dictionary& dictionary,
                                                    const plugin::EngineSpec& spec)
{
    auto engine = plugin::SeparationEngine::make (spec, dictionary, {});
    REQUIRE (engine.ok());
    return std::move (engine).value();
}

/** The input as late as the path is. */
MatrixXf delayed (const MatrixXf& input, Index latency)
{
    MatrixXf late = MatrixXf::Zero (input.rows(), input.cols());
    late.bottomRows (input.rows() - latency) = input.topRows (input.rows() - latency);
    return late;
}

float peak (const MatrixXf& samples)
{
    return samples.cwiseAbs().maxCoeff();
}
} // namespace

TEST_CASE ("Strips and a neutral mix sum to the delayed input")
{
    const Index channels = GENERATE (1, 2);
    const bool isLinked = GENERATE (true, false);
    const plugin::EngineSpec spec{ 48000.0, channels, channels, core::LatencyMode::balanced, isLinked };
    const auto input = noise (30000, channels);
    plugin::SignalPath path;
    path.install (engineOf (test::randomDictionary (1), spec));
    const auto late = delayed (input, path.playing()->latencySamples());
    test::PathRunner runner (path, input.rows(), channels);
    runner.playRest (input, 512, {});
    CHECK (peak (runner.output.sumOfStrips() - late) < nullTolerance);
    CHECK (peak (runner.output.mix - late) < nullTolerance);
}

TEST_CASE ("A mono input is played on both sides of Mix and of the strips")
{
    const plugin::EngineSpec spec{ 44100.0, 1, 2 };
    const auto input = noise (20000, 1);
    plugin::SignalPath path;
    path.install (engineOf (test::randomDictionary (2), spec));
    test::PathRunner runner (path, input.rows(), 2);
    runner.playRest (input, 441, {});
    CHECK (runner.output.mix.col (0) == runner.output.mix.col (1));
    CHECK (runner.output.strips[0].col (0) == runner.output.strips[0].col (1));
    CHECK (peak (runner.output.sumOfStrips().col (0) - delayed (input, path.playing()->latencySamples())) <
           nullTolerance);
}

TEST_CASE ("Channels that are not linked have masks of their own")
{
    auto input = noise (30000, 2);
    const auto left = [&] (bool isLinked)
    {
        plugin::SignalPath path;
        path.install (
            engineOf (test::randomDictionary (3), { 48000.0, 2, 2, core::LatencyMode::balanced, isLinked }));
        test::PathRunner runner (path, input.rows(), 2);
        runner.playRest (input, 512, {});
        return MatrixXf (runner.output.strips[0].col (0));
    };
    const auto linked = left (true), apart = left (false);
    input.col (1).setZero();
    CHECK (left (false) == apart);
    CHECK (peak (left (true) - linked) > 1e-3f);
}

TEST_CASE ("Blocks of any size give the same bits")
{
    const plugin::EngineSpec spec{ 48000.0, 2, 2 };
    const auto input = noise (20000, 2);
    plugin::Controls controls;
    controls.reduction = 0.1f;
    controls.strips[0].pan = 0.3f;
    controls.wet = 0.9f;
    const auto render = [&] (auto&& nextSize)
    {
        plugin::SignalPath path;
        path.install (engineOf (test::randomDictionary (4), spec));
        test::PathRunner runner (path, input.rows(), 2);
        while (runner.position < input.rows())
            runner.play (input, std::min<Index> (nextSize(), input.rows() - runner.position), controls);
        return runner.output;
    };
    const auto whole = render ([] { return Index{ 20000 }; });
    const Index size = GENERATE (1, 17, 32, 64, 255, 256, 257, 441, 512, 4096, 8192, 0);
    test::Random random (static_cast<std::uint64_t> (size));
    const auto cut = render ([&] { return size > 0 ? size : random.integer (1, 3000); });
    CHECK (cut.mix == whole.mix);
    for (size_t strip = 0; strip < whole.strips.size(); ++strip)
        CHECK (cut.strips[strip] == whole.strips[strip]);
}

TEST_CASE ("Sources beyond the eighth are summed on the last strip")
{
    const auto input = noise (20000, 2);
    plugin::SignalPath path;
    path.install (engineOf (test::equalSources (11), { 48000.0, 2, 2 }));
    const auto late = delayed (input, path.playing()->latencySamples());
    test::PathRunner runner (path, input.rows(), 2);
    runner.playRest (input, 512, {});
    CHECK (peak (runner.output.strips[0] - late / 11.0f) < nullTolerance);
    CHECK (peak (runner.output.strips[7] - 4.0f / 11.0f * late) < nullTolerance);
    CHECK (peak (runner.output.mix - late) < nullTolerance);
}

TEST_CASE ("Gain and pan and mute and solo act in Mix and not on the strips")
{
    const auto input = noise (20000, 2);
    const auto play = [&] (const plugin::Controls& controls)
    {
        plugin::SignalPath path;
        path.install (engineOf (test::equalSources (4), { 48000.0, 2, 2 }));
        test::PathRunner runner (path, input.rows(), 2);
        runner.playRest (input, 512, controls);
        return runner.output;
    };
    const auto late = delayed (input, 960);
    plugin::Controls controls;
    SECTION ("gain")
    {
        controls.strips[1].gain = 3.0f;
        CHECK (peak (play (controls).mix - 1.5f * late) < 2.0f * nullTolerance);
    }
    SECTION ("pan turns the other side down")
    {
        controls.strips[2].pan = 1.0f;
        const auto mix = play (controls).mix;
        CHECK (peak (mix.col (0) - 0.75f * late.col (0)) < nullTolerance);
        CHECK (peak (mix.col (1) - late.col (1)) < nullTolerance);
    }
    SECTION ("mute")
    {
        controls.strips[0].isMuted = true;
        CHECK (peak (play (controls).mix - 0.75f * late) < nullTolerance);
    }
    SECTION ("solo")
    {
        controls.strips[3].isSoloed = true;
        CHECK (peak (play (controls).mix - 0.25f * late) < nullTolerance);
    }
    SECTION ("a solo on a strip without a source is none")
    {
        controls.strips[6].isSoloed = true;
        CHECK (peak (play (controls).mix - late) < nullTolerance);
    }
    const auto neutral = play ({});
    const auto changed = play (controls);
    for (size_t strip = 0; strip < neutral.strips.size(); ++strip)
        CHECK (changed.strips[strip] == neutral.strips[strip]);
}

TEST_CASE ("Reduction is the gain of the sources that are no targets and dry and delta follow Mix")
{
    const auto input = noise (20000, 2);
    auto dictionary = test::equalSources (4);
    dictionary.sources[3].isTarget = false;
    const auto play = [&] (const plugin::Controls& controls)
    {
        plugin::SignalPath path;
        path.install (engineOf (dictionary, { 48000.0, 2, 2 }));
        test::PathRunner runner (path, input.rows(), 2);
        runner.playRest (input, 512, controls);
        return runner.output.mix;
    };
    const auto late = delayed (input, 960);
    plugin::Controls controls;
    controls.reduction = 0.1f;
    const float mixGain = 0.75f + 0.25f * 0.1f;
    CHECK (peak (play (controls) - mixGain * late) < nullTolerance);
    controls.wet = 0.4f;
    CHECK (peak (play (controls) - (0.4f * mixGain + 0.6f) * late) < nullTolerance);
    controls.isDelta = true;
    CHECK (peak (play (controls) - 0.4f * (1.0f - mixGain) * late) < nullTolerance);
    controls.isBypassed = true;
    CHECK (play (controls) == late);
}

TEST_CASE ("Bypass silences the strips and keeps the latency")
{
    const auto input = noise (20000, 2);
    plugin::SignalPath path;
    path.install (engineOf (test::equalSources (2), { 48000.0, 2, 2 }));
    test::PathRunner runner (path, input.rows(), 2);
    runner.play (input, 8000, {});
    plugin::Controls bypassed;
    bypassed.isBypassed = true;
    runner.playRest (input, 512, bypassed);
    CHECK (peak (runner.output.mix - delayed (input, 960)) < nullTolerance);
    CHECK (peak (runner.output.strips[0].bottomRows (10000)) == 0.0f);
    const auto faded = runner.output.strips[0].middleRows (7900, 1200);
    CHECK (peak (faded) > 0.1f);
}

TEST_CASE ("No control clicks: Mix never steps further than the sound and the glide allow")
{
    MatrixXf input = MatrixXf::Constant (40000, 2, 0.5f);
    plugin::SignalPath path;
    path.install (engineOf (test::equalSources (4), { 48000.0, 2, 2 }));
    test::PathRunner runner (path, input.rows(), 2);
    plugin::Controls controls;
    runner.play (input, 8000, controls);
    test::Random random (5);
    while (runner.position < input.rows())
    {
        auto& strip = controls.strips[static_cast<size_t> (random.integer (0, 3))];
        strip.isMuted = ! strip.isMuted;
        controls.wet = random.uniform();
        controls.isDelta = random.uniform() > 0.5f;
        controls.isBypassed = random.uniform() > 0.8f;
        runner.play (input, std::min<Index> (random.integer (1, 900), input.rows() - runner.position),
                     controls);
    }
    const Index settled = 4000;
    const auto rows = input.rows() - settled - 1;
    const float step =
        peak (runner.output.mix.bottomRows (rows) - runner.output.mix.middleRows (settled, rows));
    CHECK (step < 4.0f * 0.5f / 960.0f); // full scale of the sound in 20 ms, by each of four controls at once
}

TEST_CASE ("A dictionary that takes over at the same latency keeps the sum all the way")
{
    const auto input = noise (60000, 2);
    const plugin::EngineSpec spec{ 48000.0, 2, 2 };
    plugin::SignalPath path;
    path.install (engineOf (test::randomDictionary (6), spec));
    const auto* first = path.playing();
    test::PathRunner runner (path, input.rows(), 2);
    runner.play (input, 20000, {});
    path.offer (engineOf (test::randomDictionary (7, 1.0f, core::Spectrum::magnitude, 40, 3), spec));
    runner.playRest (input, 441, {});
    CHECK (path.playing() != first);
    CHECK (peak (runner.output.sumOfStrips() - delayed (input, 960)) < nullTolerance);
    CHECK (peak (runner.output.mix - delayed (input, 960)) < nullTolerance);
    path.collect();
}

TEST_CASE ("Another latency mode takes effect after a fade and nothing is lost but the jump")
{
    const auto input = noise (60000, 2);
    plugin::SignalPath path;
    path.install (engineOf (test::equalSources (2), { 48000.0, 2, 2, core::LatencyMode::low }));
    test::PathRunner runner (path, input.rows(), 2);
    runner.play (input, 20000, {});
    path.offer (engineOf (test::equalSources (2), { 48000.0, 2, 2, core::LatencyMode::high }));
    runner.playRest (input, 256, {});
    const auto late = path.playing()->latencySamples();
    CHECK (late == 2016);
    const Index before = 20000, after = 20000 + 256 + 2 * 2016 + 960 + 256;
    CHECK (peak (runner.output.mix.topRows (before) - delayed (input, 384).topRows (before)) < nullTolerance);
    CHECK (peak (runner.output.mix.bottomRows (60000 - after) -
                 delayed (input, late).bottomRows (60000 - after)) < nullTolerance);
    CHECK (peak (runner.output.mix) < 2.0f * peak (input));
    path.collect();
}

TEST_CASE ("Before any sound a new engine is taken at once")
{
    plugin::SignalPath path;
    const plugin::EngineSpec spec{ 48000.0, 2, 2 };
    path.install (engineOf (test::equalSources (2), spec));
    path.offer (engineOf (test::equalSources (5), spec));
    const auto input = noise (6000, 2);
    test::PathRunner runner (path, input.rows(), 2);
    runner.playRest (input, 512, {});
    CHECK (peak (runner.output.strips[0] - 0.2f * delayed (input, 960)) < nullTolerance);
}

TEST_CASE ("Without a dictionary all is dry and on the first strip")
{
    const auto input = noise (6000, 2);
    plugin::SignalPath path;
    path.install (plugin::SeparationEngine::makeDry ({ 48000.0, 2, 2 }));
    test::PathRunner runner (path, input.rows(), 2);
    runner.playRest (input, 100, {});
    CHECK (runner.output.mix == delayed (input, 960));
    CHECK (runner.output.strips[0] == delayed (input, 960));
}

TEST_CASE ("NaN is processed as silence and the path recovers")
{
    auto input = noise (30000, 2);
    auto clean = input;
    input.middleRows (5000, 100).setConstant (std::numeric_limits<float>::quiet_NaN());
    input (7000, 1) = std::numeric_limits<float>::infinity();
    clean.middleRows (5000, 100).setZero();
    clean (7000, 1) = 0.0f;
    plugin::SignalPath path;
    path.install (engineOf (test::randomDictionary (8), { 48000.0, 2, 2 }));
    test::PathRunner runner (path, input.rows(), 2);
    runner.playRest (input, 512, {});
    CHECK (peak (runner.output.mix - delayed (clean, 960)) < nullTolerance);
}

TEST_CASE ("The audio thread neither allocates nor locks nor calls the system while engines change hands")
{
    const auto input = noise (48000, 2);
    plugin::SignalPath path;
    path.install (engineOf (test::randomDictionary (9), { 48000.0, 2, 2 }));
    test::PathRunner runner (path, input.rows(), 2);
    test::Random random (10);
    plugin::Controls controls;
    int violations = 0;
    int block = 0;
    while (runner.position < input.rows())
    {
        const auto mode = static_cast<core::LatencyMode> (block % 3);
        if (block % 8 == 0)
            path.offer (engineOf (test::randomDictionary (9), { 48000.0, 2, 2, mode, block % 16 == 0 }));
        controls.strips[0].gain = random.uniform();
        controls.strips[1].isOpen = random.uniform() > 0.5f;
        controls.engine.settings.frozen = random.uniform() > 0.5f;
        controls.engine.settings.solver.updates = static_cast<int> (random.integer (1, 9));
        const auto size = std::min<Index> (random.integer (1, 2000), input.rows() - runner.position);
        {
            test::RealtimeTrap trap;
            runner.play (input, size, controls);
            if (block % 11 == 0)
                path.reset();
            trap.disarm();
            violations += trap.violations();
            INFO (trap.firstViolation());
            CHECK (trap.violations() == 0);
        }
        path.collect();
        if (auto* engine = path.playing())
            (void)engine->takeFrozen();
        ++block;
    }
    CHECK (violations == 0);
}
