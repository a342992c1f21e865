// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"
#include "Support/UnfoldedDictionary.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;
using core::LatencyMode;
using test::makeSeparator;
using test::movingSound;
using test::noisyTones;
using test::run;
using test::unfoldedDictionary;
using test::UnfoldedKind;

namespace
{
constexpr core::SeparatorSpec mono16{ 16000.0, 1, LatencyMode::balanced, 0 };

double nullDb (const core::Separator& separator, const Eigen::MatrixXf& input, const Eigen::MatrixXf& output)
{
    const Eigen::Index latency = separator.latencySamples(), length = input.rows() - latency;
    Eigen::MatrixXf sum = output.leftCols (input.cols());
    for (Eigen::Index source = 1; source < separator.numSources(); ++source)
        sum += output.middleCols (source * input.cols(), input.cols());
    return 20.0 * std::log10 ((sum.bottomRows (length) - input.topRows (length)).norm() /
                              input.topRows (length).norm());
}
} // namespace

TEST_CASE (
    "The sources of an unfolded dictionary sum to the delayed input at every rate, mode and block size")
{
    constexpr double nullingDb = -120.0;
    const auto dictionary = unfoldedDictionary (1);
    for (const double rate : { 8000.0, 16000.0, 44100.0, 48000.0, 96000.0, 192000.0 })
        for (const auto mode : { LatencyMode::low, LatencyMode::balanced, LatencyMode::high })
        {
            const Eigen::Index channels = mode == LatencyMode::low ? 2 : 1;
            const auto input = movingSound (static_cast<Eigen::Index> (rate / 4), channels, rate);
            Eigen::MatrixXf first;
            for (const Eigen::Index block : { 480, 61, 20000 })
            {
                auto separator = makeSeparator ({ rate, channels, mode, 0 }, dictionary);
                const auto output = run (separator, input, block);
                INFO (rate << " Hz " << core::toString (mode) << ", blocks of " << block);
                CHECK (nullDb (separator, input, output) < nullingDb);
                if (first.size() == 0)
                    first = output;
                CHECK (output == first);
            }
        }
}

TEST_CASE ("A full-band dictionary separates at every rate and its sources sum to the delayed input")
{
    constexpr double nullingDb = -120.0;
    UnfoldedKind kind;
    kind.isFullBand = true;
    kind.rowUnits = 8;
    kind.refiningUnits = 9;
    const auto dictionary = unfoldedDictionary (5, kind);
    for (const double rate : { 8000.0, 16000.0, 22050.0, 44100.0, 48000.0, 96000.0 })
    {
        const auto input = movingSound (static_cast<Eigen::Index> (rate / 4), 1, rate);
        auto separator = makeSeparator ({ rate, 1, LatencyMode::balanced, 0 }, dictionary);
        const auto output = run (separator, input, 480);
        INFO (rate << " Hz");
        CHECK (output.allFinite());
        CHECK (nullDb (separator, input, output) < nullingDb);
    }
}

TEST_CASE ("Scaling the input of an unfolded dictionary by 20 dB scales the outputs and nothing else")
{
    constexpr float relative = 1e-4f;
    for (const auto spectrum : { core::Spectrum::power, core::Spectrum::magnitude })
        for (const int grus : { 0, 2 })
        {
            UnfoldedKind kind;
            kind.spectrum = spectrum;
            kind.numGrus = grus;
            kind.rowUnits = 4 * grus;
            kind.refiningUnits = 3 * grus;
            const auto dictionary = unfoldedDictionary (2, kind);
            const auto input = movingSound (16000, 1, 16000.0);
            auto plain = makeSeparator (mono16, dictionary);
            const auto expected = run (plain, input, 512);
            for (const float gain : { 0.1f, 10.0f })
            {
                auto separator = makeSeparator (mono16, dictionary);
                const auto output = run (separator, gain * input, 512);
                CHECK ((output / gain - expected).norm() / expected.norm() < relative);
            }
        }
}

TEST_CASE ("A shut gate of an unfolded dictionary leaves its source nothing and an open one brings it back")
{
    for (const int grus : { 0, 1 })
    {
        UnfoldedKind kind;
        kind.numGrus = grus;
        auto dictionary = unfoldedDictionary (3, kind);
        dictionary.unfolding->start.resize (0); // nothing but the updates can bring a source back
        auto separator = makeSeparator (mono16, dictionary);
        const auto masksAfter = [&] (bool open)
        {
            separator.setSourceEnabled (0, open);
            run (separator, noisyTones (8000, 1, 16000.0), 512);
            return Eigen::VectorXf (separator.lastFrame().masks.col (0));
        };
        const Eigen::VectorXf before = masksAfter (true);
        CHECK (masksAfter (false).isZero (0.0f));
        CHECK ((masksAfter (true) - before).norm() < 0.1f * before.norm()); // recurrence remembers a little
        CHECK (before.mean() > 0.05f);
    }
}

TEST_CASE ("Where an unfolded dictionary knows nothing its open sources share evenly")
{
    auto dictionary = unfoldedDictionary (4);
    dictionary.unfolding->outputAtoms.topRows (8).setZero();
    auto separator = makeSeparator (mono16, dictionary);
    run (separator, noisyTones (4000, 1, 16000.0), 512);
    CHECK (separator.lastFrame().masks.topRows (4).isConstant (0.5f, 1e-6f));
    separator.setSourceEnabled (1, false);
    run (separator, noisyTones (4000, 1, 16000.0), 512);
    CHECK (separator.lastFrame().masks.col (0).head (4).isConstant (1.0f, 1e-6f));
}

TEST_CASE ("Any input to an unfolded dictionary gives finite sound and leaves no lasting trace")
{
    constexpr float inf = std::numeric_limits<float>::infinity();
    constexpr Eigen::Index length = 16000 * 6, tail = 4000;
    const auto dictionary = unfoldedDictionary (5);
    const auto clean = noisyTones (length, 1, 16000.0);
    auto reference = makeSeparator (mono16, dictionary);
    const Eigen::MatrixXf expected = run (reference, clean, 160).bottomRows (tail);
    for (const float value : { std::numeric_limits<float>::quiet_NaN(), inf, -inf, 3e38f, 1e-40f })
    {
        Eigen::MatrixXf dirty = clean;
        dirty.middleRows (2000, 500).setConstant (value);
        auto separator = makeSeparator (mono16, dictionary);
        const auto output = run (separator, dirty, 160);
        INFO ("value " << value);
        CHECK (output.allFinite());
        if (std::abs (value) < 1.0f ||
            ! std::isfinite (value)) // else the level of 126 dB above takes its time
            CHECK ((output.bottomRows (tail) - expected).norm() < 0.1f * expected.norm());
    }
}

TEST_CASE ("Weights that overflow cost no more than the separation")
{
    constexpr float huge = 3e38f;
    const auto spoil = GENERATE (0, 1, 2, 3, 4, 5);
    UnfoldedKind kind;
    kind.numGrus = spoil == 3 ? 0 : 2;
    kind.rowUnits = spoil == 4 ? 6 : 0;
    kind.refiningUnits = spoil == 5 ? 6 : 0;
    auto dictionary = unfoldedDictionary (6, kind);
    auto& unfolding = *dictionary.unfolding;
    if (spoil == 0)
        unfolding.encoder->layers[0].recurrentWeights *= huge / 10.0f;
    if (spoil == 1)
        unfolding.encoder->outputBias.setConstant (huge);
    if (spoil == 2)
        unfolding.outputAtoms.setConstant (huge);
    if (spoil == 3)
        unfolding.start.setConstant (huge);
    if (spoil == 4)
        unfolding.encoder->rows->layer.recurrentWeights *= huge / 10.0f;
    if (spoil == 5)
        unfolding.refiner->contextWeights *= huge;
    auto separator = makeSeparator (mono16, dictionary);
    const auto input = movingSound (8000, 1, 16000.0);
    const auto output = run (separator, input, 512);
    CHECK (output.allFinite());
    CHECK (nullDb (separator, input, output) < -120.0);
}

TEST_CASE ("Reset makes the next run of an unfolded dictionary equal to the first")
{
    for (const int grus : { 0, 2 })
    {
        UnfoldedKind kind;
        kind.numGrus = grus;
        kind.rowUnits = 4 * grus;
        kind.refiningUnits = 5 * grus;
        auto separator = makeSeparator (mono16, unfoldedDictionary (7, kind));
        const auto input = movingSound (8000, 1, 16000.0);
        const auto first = run (separator, input, 512);
        separator.reset();
        CHECK (run (separator, input, 512) == first);
    }
}

TEST_CASE ("Silence moves nothing in an unfolded dictionary: what follows is the same after any whole pause")
{
    for (const int grus : { 0, 1 })
    {
        UnfoldedKind kind;
        kind.numGrus = grus;
        kind.rowUnits = 5 * grus;
        kind.refiningUnits = 3 * grus;
        const auto dictionary = unfoldedDictionary (8, kind);
        const auto after = [&] (Eigen::Index pauseFrames)
        {
            auto separator = makeSeparator (mono16, dictionary);
            const Eigen::Index hop = separator.geometry().hop;
            run (separator, movingSound (60 * hop, 1, 16000.0), hop);
            run (separator, Eigen::MatrixXf::Zero (pauseFrames * hop, 1), hop);
            return run (separator, movingSound (60 * hop, 1, 16000.0), hop);
        };
        constexpr Eigen::Index copies = 3; // 16 ms over 5 ms
        CHECK (after (20 * copies) == after (200 * copies));
    }
}

TEST_CASE ("Processing an unfolded dictionary neither allocates nor locks")
{
    if (test::skippedWithoutTrap())
        return;
    for (const auto& [grus, beta] : { std::pair{ 0, 1.0f }, { 2, 1.0f }, { 2, 0.5f } })
    {
        UnfoldedKind kind;
        kind.numGrus = grus;
        kind.rowUnits = 8 * grus;
        kind.refiningUnits = 5 * grus;
        kind.slowUnits = 3 * grus;
        kind.longRows = 5 * grus;
        kind.beta = beta;
        kind.spectrum = beta == 1.0f ? core::Spectrum::magnitude : core::Spectrum::power;
        auto separator =
            makeSeparator ({ 48000.0, 2, LatencyMode::balanced, 0 }, unfoldedDictionary (9, kind));
        Eigen::MatrixXf input = movingSound (9600, 2, 48000.0);
        input.middleRows (2000, 3000).setZero();
        Eigen::MatrixXf output (input.rows(), 4);
        const float* from[] = { input.col (0).data(), input.col (1).data() };
        float* to[] = { output.col (0).data(), output.col (1).data(), output.col (2).data(),
                        output.col (3).data() };
        core::SeparatorSettings settings;
        settings.noiseTracking.enabled = true;
        test::RealtimeTrap trap;
        separator.process (from, to, input.rows());
        separator.setSourceEnabled (1, false);
        separator.set (settings);
        separator.process (from, to, input.rows());
        separator.reset();
        separator.process (from, to, input.rows());
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}

TEST_CASE (
    "What is set of the solver, the adaptation and the noise tracking leaves an unfolded dictionary alone")
{
    const auto dictionary = unfoldedDictionary (10);
    const auto input = movingSound (8000, 1, 16000.0);
    auto plain = makeSeparator (mono16, dictionary);
    const auto expected = run (plain, input, 512);
    core::SeparatorSettings settings;
    settings.solver = { 30, 0.5f, 0.5f, 3.0f, 2.0f, core::Dynamics::is, 5.0f };
    settings.noiseTracking.enabled = true;
    settings.adaptation.enabled = true;
    auto separator = makeSeparator (mono16, dictionary, settings);
    CHECK (separator.adaptedSize() == 0);
    CHECK (run (separator, input, 512) == expected);
}

TEST_CASE (
    "An unfolded dictionary refuses modes it was not trained for, residuals and rates it has no bins at")
{
    auto dictionary = unfoldedDictionary (11);
    dictionary.modes = { "balanced" };
    const auto messageOf = [&] (const core::SeparatorSpec& spec)
    {
        core::Separator separator;
        const auto ready = separator.prepare (spec, dictionary, {});
        return ready.ok() ? std::string() : ready.error().message();
    };
    CHECK (messageOf ({ 48000.0, 1, LatencyMode::balanced, 0 }).empty());
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::low, 0 }),
                Catch::Contains ("found low; allowed: balanced"));
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::balanced, 4 }),
                Catch::Contains ("residual atoms: found 4"));
    dictionary.frequenciesHz *= 0.02f;
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::balanced, 0 }),
                Catch::Contains ("frequencies: found 6 bins"));
}

TEST_CASE ("The newest frame of an unfolded dictionary shows bands, models of bands and masks of bins")
{
    const auto dictionary = unfoldedDictionary (12);
    auto separator = makeSeparator ({ 48000.0, 1, LatencyMode::balanced, 0 }, dictionary);
    run (separator, movingSound (48000, 1, 48000.0), 480);
    const auto frame = separator.lastFrame();
    const auto& ready = frame.atoms->dictionary;
    CHECK (frame.number == 200);
    CHECK (frame.spectrum.size() == dictionary.numBins());
    CHECK (frame.spectrum.mean() == Approx (1.0 + ready.modelFloor).epsilon (1e-5));
    CHECK (frame.sourceModels.rows() == dictionary.numBins());
    CHECK (frame.binSpectrum.size() == ready.numModelBins);
    CHECK (frame.masks.rows() == separator.geometry().numBins());
    CHECK (separator.geometry().binHz (ready.numModelBins - 1) == Approx (8000.0));
    const Eigen::MatrixXf atoms = ready.matrix();
    for (Eigen::Index s = 0; s < 2; ++s)
    {
        const auto& range = ready.sources[static_cast<size_t> (s)];
        const Eigen::VectorXf model = atoms.middleCols (range.first, range.count) *
                                      frame.atoms->activations.segment (range.first, range.count);
        CHECK (model.isApprox (frame.sourceModels.col (s), 1e-5f));
    }
    CHECK ((frame.masks.rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-5f);
}
