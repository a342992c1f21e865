// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/ConvolutiveDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace unbraid;
using core::LatencyMode;
using Eigen::Index;

namespace
{
constexpr double rateHz = 16000.0;
constexpr double nullDb = -120.0; // single precision, of the delayed input

/** Bursts of noise that fade, in a little noise, with rests. */
Eigen::MatrixXf bursts (Index length, Index channels, double atHz)
{
    Eigen::MatrixXf sound (length, channels);
    const auto spacing = static_cast<Index> (0.15 * atHz);
    for (Index channel = 0; channel < channels; ++channel)
    {
        sound.col (channel) = test::Random (static_cast<std::uint64_t> (channel) + 1).noise (length, 0.5f);
        for (Index n = 0; n < length; ++n)
            sound (n, channel) *=
                std::exp (-40.0f * static_cast<float> (n % spacing) / static_cast<float> (atHz));
    }
    return sound;
}

double nullLevelDb (const Eigen::MatrixXf& input, const Eigen::MatrixXf& output, Index latency)
{
    const Index length = input.rows() - latency, channels = input.cols();
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero (length, channels);
    for (Index o = 0; o < output.cols(); ++o)
        sum.col (o % channels) += output.col (o).tail (length).cast<double>();
    const Eigen::MatrixXd expected = input.topRows (length).cast<double>();
    return 10.0 * std::log10 ((sum - expected).squaredNorm() / expected.squaredNorm() + 1e-30);
}
} // namespace

TEST_CASE ("With look-ahead the sources sum to the delayed input in blocks of any size at any rate")
{
    const auto dictionary = test::convolutiveDictionary (1);
    for (const double rate : { 8000.0, 16000.0, 44100.0, 192000.0 })
        for (const auto mode : { LatencyMode::balanced, LatencyMode::high })
        {
            const auto input = bursts (static_cast<Index> (0.5 * rate), 2, rate);
            auto separator = test::makeSeparator ({ rate, 2, mode, 0 }, dictionary);
            const auto expected = test::run (separator, input, 4096);
            INFO (rate << " Hz, " << core::toString (mode));
            CHECK (nullLevelDb (input, expected, separator.latencySamples()) < nullDb);
            auto again = test::makeSeparator ({ rate, 2, mode, 0 }, dictionary);
            CHECK (test::run (again, input, 37) == expected);
        }
}

TEST_CASE ("Look-ahead is counted in the latency, which an impulse measures")
{
    const auto dictionary = test::convolutiveDictionary (1);
    for (const double rate : { 8000.0, 44100.0, 48000.0, 192000.0 })
        for (const auto& [mode, hops, most] : { std::tuple{ LatencyMode::balanced, Index{ 0 }, 0.020 },
                                                { LatencyMode::high, Index{ 4 }, 0.043 } })
        {
            auto separator = test::makeSeparator ({ rate, 1, mode, 0 }, dictionary);
            const auto& geometry = separator.geometry();
            CHECK (geometry.lookAhead == hops);
            CHECK (separator.latencySamples() == geometry.synthesis + hops * geometry.hop);
            CHECK (static_cast<double> (separator.latencySamples()) <= most * rate);
            Eigen::MatrixXf impulse = Eigen::MatrixXf::Zero (static_cast<Index> (rate / 4), 1);
            impulse (100, 0) = 1.0f;
            const Eigen::VectorXf sum = test::run (separator, impulse, 128).rowwise().sum();
            Index peak = 0;
            sum.cwiseAbs().maxCoeff (&peak);
            CHECK (peak - 100 == separator.latencySamples());
            CHECK (sum[peak] == Approx (1.0f).margin (1e-4));
        }
}

TEST_CASE ("After the last sound everything has gone out, look-ahead and all, and sound comes back whole")
{
    auto separator =
        test::makeSeparator ({ rateHz, 1, LatencyMode::high, 0 }, test::convolutiveDictionary (1));
    Eigen::MatrixXf sound = Eigen::MatrixXf::Zero (24000, 1);
    sound.topRows (4000) = bursts (4000, 1, rateHz);
    sound.middleRows (16000, 4000) = bursts (4000, 1, rateHz);
    const auto output = test::run (separator, sound, 100);
    const Index latency = separator.latencySamples();
    const Index over = 4000 + separator.geometry().analysis + latency;
    CHECK (output.middleRows (over, 16000 - over).isZero (0.0f));
    CHECK (nullLevelDb (sound, output, latency) < nullDb);
    // After silence it is as at the beginning: nothing rings on.
    auto fresh = test::makeSeparator ({ rateHz, 1, LatencyMode::high, 0 }, test::convolutiveDictionary (1));
    core::SeparatorSettings settings;
    settings.adaptation.enabled = false;
    fresh.set (settings);
    separator.reset();
    separator.set (settings);
    CHECK (test::run (separator, sound.bottomRows (8000), 100) ==
           test::run (fresh, sound.bottomRows (8000), 100));
}

TEST_CASE ("The view of a frame is of the one that goes out: its level, its bands and what was found in it")
{
    auto separator =
        test::makeSeparator ({ rateHz, 1, LatencyMode::high, 0 }, test::convolutiveDictionary (1));
    const auto input = bursts (16000, 1, rateHz);
    const Index hop = separator.geometry().hop;
    std::vector<float> levels; // of the models, over those of their frames
    for (Index at = 0; at + hop <= input.rows(); at += hop)
    {
        test::run (separator, input.middleRows (at, hop), hop);
        const auto frame = separator.lastFrame();
        if (frame.number < 20 || frame.isSilent)
            continue;
        const Eigen::VectorXf model = frame.sourceModels.rowwise().sum();
        levels.push_back (model.mean());
        CHECK (frame.atoms->activations.sum() > 0.0f);
        CHECK (frame.masks.rowwise().sum().isOnes (1e-5f));
    }
    REQUIRE (levels.size() > 100);
    const auto middle = levels.begin() + static_cast<std::ptrdiff_t> (levels.size() / 2);
    std::nth_element (levels.begin(), middle, levels.end());
    CHECK (*middle == Approx (1.0f).margin (0.1));
}

TEST_CASE ("Convolutive atoms are solved and adapt without allocating or locking")
{
    if (test::skippedWithoutTrap())
        return;
    Eigen::MatrixXf input = bursts (16000, 2, rateHz);
    input.middleRows (6000, 4000).setZero();
    for (const float beta : { 0.0f, 1.0f })
    {
        core::SeparatorSettings settings;
        settings.solver.sparsity = 0.1f;
        auto separator = test::makeSeparator ({ rateHz, 2, LatencyMode::high, 0 },
                                              test::convolutiveDictionary (1, beta), settings);
        Eigen::MatrixXf output (input.rows(), 4);
        const float* from[] = { input.col (0).data(), input.col (1).data() };
        float* to[] = { output.col (0).data(), output.col (1).data(), output.col (2).data(),
                        output.col (3).data() };
        test::RealtimeTrap trap;
        separator.process (from, to, input.rows());
        separator.setSourceEnabled (1, false);
        settings.frozen = true;
        separator.set (settings);
        separator.process (from, to, input.rows());
        separator.reset();
        separator.process (from, to, input.rows());
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}

TEST_CASE ("Bad samples pass through convolutive atoms without a trace in the sum")
{
    const auto dictionary = test::convolutiveDictionary (1);
    const auto clean = bursts (16000, 1, rateHz);
    for (const float value :
         { std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
           std::numeric_limits<float>::max(), 1e-40f })
    {
        Eigen::MatrixXf dirty = clean;
        dirty.middleRows (4000, 500).setConstant (value);
        auto separator = test::makeSeparator ({ rateHz, 1, LatencyMode::high, 0 }, dictionary);
        const auto output = test::run (separator, dirty, 160);
        CHECK (output.allFinite());
        const Index latency = separator.latencySamples();
        const Index over = 4500 + separator.geometry().analysis + 2 * latency;
        const Eigen::VectorXf sum = output.rowwise().sum();
        const Index left = 16000 - over;
        CHECK ((sum.tail (left) - clean.middleRows (over - latency, left).col (0)).cwiseAbs().maxCoeff() <
               1e-4f);
        CHECK (output.bottomRows (left).cwiseAbs().colwise().maxCoeff().minCoeff() >
               1e-3f); // both sound again
    }
}

TEST_CASE ("What convolutive atoms do not take is refused by name")
{
    const auto refusal = [] (const core::Dictionary& dictionary, const core::SeparatorSpec& spec)
    {
        core::Separator separator;
        const auto ready = separator.prepare (spec, dictionary, {});
        return ready.ok() ? std::string() : ready.error().message();
    };
    auto dictionary = test::convolutiveDictionary (1);
    CHECK_THAT (refusal (dictionary, { rateHz, 1, LatencyMode::low, 0 }), Catch::Contains ("balanced, high"));
    CHECK_THAT (refusal (dictionary, { rateHz, 1, LatencyMode::high, 4 }),
                Catch::Contains ("residual atoms"));
    CHECK_THAT (refusal (dictionary, { rateHz, 1, LatencyMode::high, 0, 0.0, 1 }), Catch::Contains ("parts"));
    dictionary.hop = 160;
    CHECK_THAT (refusal (dictionary, { rateHz, 1, LatencyMode::high, 0 }),
                Catch::Contains ("hop") && Catch::Contains ("10 ms") && Catch::Contains ("5 ms"));
}
