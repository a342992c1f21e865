// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Separator.h"

#include "Support/ConvolutiveDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"
#include "Support/UnfoldedDictionary.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>

using namespace unbraid;
using core::LatencyMode;
using test::makeSeparator;
using test::noisyTones;
using test::run;

namespace
{
constexpr std::array modes{ LatencyMode::low, LatencyMode::balanced, LatencyMode::high };
constexpr double nullDb = -120.0;

/** Level of (sum of the sources - delayed input) over the input's, in dB. */
double nullLevelDb (const core::Separator& separator, const Eigen::MatrixXf& input,
                    const Eigen::MatrixXf& output)
{
    const Eigen::Index latency = separator.latencySamples();
    const Eigen::Index length = input.rows() - latency;
    Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (input.rows(), input.cols());
    for (Eigen::Index source = 0; source < separator.numSources(); ++source)
        sum += output.middleCols (source * input.cols(), input.cols());
    const double error = (sum.bottomRows (length) - input.topRows (length)).norm();
    return 20.0 * std::log10 (error / input.topRows (length).norm());
}

/** Dictionaries of every kind, and unfolded ones with every part, whose rows reach 20 kHz. */
std::vector<core::Dictionary> fullBandDictionaries()
{
    auto plain = test::randomDictionary (1);
    plain.sampleRateHz = 48000.0;
    plain.frequenciesHz = Eigen::VectorXf::LinSpaced (plain.numBins(), 0.0f, 20000.0f);
    auto convolutive = test::convolutiveDictionary (1);
    convolutive.sampleRateHz *= 3.0;
    convolutive.window *= 3;
    convolutive.hop *= 3;
    convolutive.frequenciesHz *= 20000.0f / convolutive.frequenciesHz[convolutive.numBins() - 1];
    std::vector<core::Dictionary> all{ plain, convolutive };
    for (const Eigen::Index longRows : { 0, 41 })
    {
        test::UnfoldedKind kind;
        kind.isFullBand = true;
        kind.isEven = longRows > 0;
        kind.longRows = longRows;
        all.push_back (test::unfoldedDictionary (1, kind));
        kind.hasFloorAtom = true;
        kind.slowUnits = 3;
        kind.rowUnits = 4;
        kind.refiningUnits = 5;
        all.push_back (test::unfoldedDictionary (2, kind));
        kind.skipsUnheardRows = true;
        all.push_back (test::unfoldedDictionary (3, kind));
    }
    return all;
}
} // namespace

// The address sanitizer and valgrind find here what is read behind the spectra.
TEST_CASE (
    "Every kind of dictionary whose rows reach 20 kHz separates at 8 kHz and sums to the delayed input")
{
    std::vector<const core::ModelKind*> played;
    for (const auto& dictionary : fullBandDictionaries())
    {
        const auto valid = core::validate (dictionary);
        INFO ((valid.ok() ? std::string() : valid.error().message()));
        REQUIRE (valid.ok());
        played.push_back (&core::modelKind (dictionary));
        for (const auto mode : modes)
        {
            if (! core::serves (dictionary, mode))
                continue;
            const auto input = noisyTones (2000, 2, 8000.0);
            auto separator = makeSeparator ({ 8000.0, 2, mode, 0 }, dictionary);
            const auto output = run (separator, input, 128);
            INFO ("dictionary " << played.size() << " of kind " << played.back()->name << ", "
                                << core::toString (mode));
            CHECK (output.allFinite());
            CHECK (nullLevelDb (separator, input, output) < nullDb);
        }
    }
    for (const auto* kind : core::modelKinds())
        CHECK (std::find (played.begin(), played.end(), kind) != played.end());
}

TEST_CASE ("The sources sum to the delayed input at every rate, mode and number of channels")
{
    const auto dictionary = test::randomDictionary (1);
    for (const double rate : { 8000.0, 16000.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0 })
        for (const auto mode : modes)
            for (const Eigen::Index channels : { 1, 2 })
            {
                auto separator = makeSeparator ({ rate, channels, mode, 0 }, dictionary);
                const auto input = noisyTones (static_cast<Eigen::Index> (rate / 4), channels, rate);
                const auto output = run (separator, input, 480);
                INFO (rate << " Hz " << core::toString (mode) << " channels " << channels);
                CHECK (nullLevelDb (separator, input, output) < nullDb);
            }
}

TEST_CASE ("The output is the same bit for bit for blocks of 1 to 8192 samples")
{
    const auto dictionary = test::randomDictionary (1);
    const auto input = noisyTones (20000, 2, 48000.0);
    auto reference = makeSeparator ({ 48000.0, 2, LatencyMode::balanced, 0 }, dictionary);
    const auto expected = run (reference, input, input.rows());
    for (const Eigen::Index block : { 1, 17, 64, 239, 240, 512, 4096, 8192 })
    {
        auto separator = makeSeparator ({ 48000.0, 2, LatencyMode::balanced, 0 }, dictionary);
        CHECK (run (separator, input, block) == expected);
    }
}

TEST_CASE ("Latency measured with an impulse on the sum of the sources equals the one reported")
{
    const auto dictionary = test::randomDictionary (1);
    for (const double rate : { 8000.0, 44100.0, 192000.0 })
        for (const auto mode : modes)
        {
            auto separator = makeSeparator ({ rate, 1, mode, 0 }, dictionary);
            Eigen::MatrixXf impulse = Eigen::MatrixXf::Zero (static_cast<Eigen::Index> (rate / 5), 1);
            constexpr Eigen::Index at = 100;
            impulse (at, 0) = 1.0f;
            const Eigen::VectorXf sum = run (separator, impulse, 128).rowwise().sum();
            Eigen::Index peak = 0;
            sum.cwiseAbs().maxCoeff (&peak);
            CHECK (peak - at == separator.latencySamples());
        }
}

TEST_CASE ("A staggered separator sounds as one that processed zeros before, and has the same latency")
{
    const auto dictionary = test::randomDictionary (1);
    const auto input = noisyTones (20000, 2, 48000.0);
    for (const auto mode : modes)
    {
        auto plain = makeSeparator ({ 48000.0, 2, mode, 0 }, dictionary);
        core::SeparatorSpec spec{ 48000.0, 2, mode, 0 };
        CHECK (plain.leadSamples() == 0);
        for (const double stagger : { 0.0, 0.25, 0.9999 })
        {
            spec.stagger = stagger;
            auto separator = makeSeparator (spec, dictionary);
            const auto lead = separator.leadSamples();
            CHECK (lead == static_cast<Eigen::Index> (stagger * static_cast<double> (plain.geometry().hop)));
            CHECK (separator.latencySamples() == plain.latencySamples());
            Eigen::MatrixXf later = Eigen::MatrixXf::Zero (lead + input.rows(), 2);
            later.bottomRows (input.rows()) = input;
            plain.reset();
            const Eigen::MatrixXf expected = run (plain, later, 333).bottomRows (input.rows());
            const auto output = run (separator, input, 64);
            CHECK (output == expected);
            CHECK (nullLevelDb (separator, input, output) < nullDb);
            separator.reset();
            CHECK (run (separator, input, 4096) == output);
        }
    }
}

TEST_CASE ("Separators that are fed together finish as many frames, each in its own turn")
{
    struct FrameCounter : core::FrameListener
    {
        int numFrames = 0;
        void frameDone (const core::FrameView&) noexcept override { ++numFrames; }
    };
    constexpr size_t numSeparators = 4;
    const auto dictionary = test::randomDictionary (1);
    std::array<FrameCounter, numSeparators> counters;
    std::vector<core::Separator> separators;
    for (size_t i = 0; i < numSeparators; ++i)
    {
        core::SeparatorSpec spec{ 48000.0, 1, LatencyMode::balanced, 0 };
        spec.stagger = static_cast<double> (i) / numSeparators;
        separators.push_back (makeSeparator (spec, dictionary));
    }
    for (size_t i = 0; i < numSeparators; ++i)
        separators[i].listen (&counters[i]);
    REQUIRE (separators.front().geometry().hop % static_cast<Eigen::Index> (numSeparators) == 0);
    const Eigen::Index part = separators.front().geometry().hop / static_cast<Eigen::Index> (numSeparators);
    const auto input = noisyTones (part, 1, 48000.0);
    for (int turn = 0; turn < 12; ++turn)
    {
        int before = 0, after = 0;
        for (size_t i = 0; i < numSeparators; ++i)
        {
            before += counters[i].numFrames;
            run (separators[i], input, part);
            after += counters[i].numFrames;
        }
        CHECK (after - before == 1);
    }
}

TEST_CASE ("A stagger beyond a hop is refused")
{
    const auto dictionary = test::randomDictionary (1);
    for (const double stagger : { -0.1, 1.0, std::numeric_limits<double>::quiet_NaN() })
    {
        core::SeparatorSpec spec;
        spec.stagger = stagger;
        core::Separator separator;
        const auto ready = separator.prepare (spec, dictionary, {});
        REQUIRE_FALSE (ready.ok());
        CHECK (ready.error().where == "stagger");
    }
}

TEST_CASE (
    "A source that is off leaves its share to its nearest relative, and to all where that is off as well")
{
    auto dictionary = test::randomDictionary (1, 1.0f, core::Spectrum::magnitude, 30, 10);
    dictionary.sources = { { "vocals", 0, 20, {}, {}, true, 0.0f },
                           { "drums", 20, 10, {}, {}, true, 0.0f },
                           { "other", 30, 10, {}, {}, true, 0.0f } };
    const core::SeparatorSpec spec{ 16000.0, 1, LatencyMode::balanced, 0 };
    const Eigen::MatrixXf input = noisyTones (16000, 1, 16000.0);
    auto separator = makeSeparator (spec, dictionary);
    const Eigen::MatrixXf all = run (separator, input, 160);
    separator.reset();
    separator.setSourceEnabled (0, false);
    const Eigen::MatrixXf without = run (separator, input, 160);
    constexpr float rounding = 1e-5f;
    CHECK (without.col (0).isZero (rounding));
    CHECK (without.col (1).isApprox (all.col (1), rounding));
    CHECK (without.col (2).isApprox (all.col (0) + all.col (2), rounding));
    separator.reset();
    separator.setSourceEnabled (2, false);
    const Eigen::MatrixXf drums = run (separator, input, 160);
    CHECK (drums.col (0).isZero (rounding));
    CHECK (drums.col (2).isZero (rounding));
    separator.setSourceEnabled (0, true);
    separator.setSourceEnabled (2, true);
    separator.reset();
    CHECK (run (separator, input, 160).isApprox (all, rounding));
}

TEST_CASE ("Processing neither allocates nor locks, and the trap would catch it")
{
    if (test::skippedWithoutTrap())
        return;
    auto dictionary = test::randomDictionary (1);
    dictionary.dynamics = { { 0, 25 }, { 1, 25 }, { 1.0f, 1.0f } };
    Eigen::MatrixXf input = noisyTones (9600, 2, 48000.0);
    input.bottomRows (4800).setZero();
    for (const auto dynamics : { core::Dynamics::none, core::Dynamics::is })
    {
        core::SeparatorSettings settings;
        settings.noiseTracking.enabled = dynamics == core::Dynamics::none;
        settings.solver.dynamics = dynamics;
        settings.solver.dynamicsStrength = 0.5f;
        settings.solver.groupSparsity = 1.0f;
        settings.solver.sparsity = 0.1f;
        settings.maskSmoothingSeconds = 0.02f;
        settings.quieterPausesDb = 4.0f;
        auto separator = makeSeparator ({ 48000.0, 2, LatencyMode::balanced, 0 }, dictionary, settings);
        Eigen::MatrixXf output (input.rows(), 4);
        const float* from[] = { input.col (0).data(), input.col (1).data() };
        float* to[] = { output.col (0).data(), output.col (1).data(), output.col (2).data(),
                        output.col (3).data() };
        Eigen::VectorXf adapted (separator.adaptedSize());
        test::RealtimeTrap trap;
        separator.process (from, to, input.rows());
        separator.setSourceEnabled (1, false);
        for (const bool frozen : { true, false })
        {
            settings.frozen = frozen;
            separator.set (settings);
            separator.copyAdapted (adapted.data());
            separator.process (from, to, input.rows());
            separator.reset();
            separator.process (from, to, input.rows());
        }
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }

    std::mutex mutex;
    Eigen::VectorXf* kept = nullptr;
    int caught = 0;
    {
        const test::RealtimeTrap trap;
        kept = new Eigen::VectorXf (1000); // operator new, and Eigen's own malloc
        const int afterAllocation = trap.violations();
        mutex.lock();
        mutex.unlock();
        caught = trap.violations();
        CHECK (afterAllocation >= 2);
        CHECK (caught > afterAllocation);
    }
    delete kept;
}

TEST_CASE ("Any input gives finite sound, and bad input is over after one window")
{
    const auto dictionary = test::randomDictionary (1);
    const double rate = 16000.0;
    const Eigen::Index length = 8000;
    const auto clean = noisyTones (length, 1, rate);
    core::SeparatorSettings settings;
    settings.noiseTracking.enabled = GENERATE (false, true);
    const auto make = [&] {
        return makeSeparator ({ rate, 1, LatencyMode::balanced, 0 }, dictionary, settings);
    };
    auto reference = make();
    const auto expected = run (reference, clean, 160);

    const float inf = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float full = 1.0f, huge = std::numeric_limits<float>::max(), subnormal = 1e-40f;
    for (const float value : { nan, inf, -inf, huge, full, 0.0f, subnormal, 0.5f })
    {
        Eigen::MatrixXf dirty = clean;
        dirty.middleRows (2000, 500).setConstant (value);
        auto separator = make();
        const auto output = run (separator, dirty, 160);
        INFO ("value " << value);
        CHECK (output.allFinite());
        const Eigen::Index over = 2500 + separator.geometry().analysis + separator.latencySamples();
        const Eigen::MatrixXf sum = output.rowwise().sum().bottomRows (length - over);
        const Eigen::MatrixXf sound = expected.rowwise().sum().bottomRows (length - over);
        CHECK ((sum - sound).cwiseAbs().maxCoeff() < 1e-4f);
        CHECK (output.bottomRows (length - over).cwiseAbs().maxCoeff() > 0.1f);
    }
    for (const float value : { nan, inf, huge, full, 0.0f, subnormal })
    {
        auto separator = make();
        CHECK (run (separator, Eigen::MatrixXf::Constant (4000, 1, value), 100).allFinite());
    }
}

TEST_CASE ("Bad input leaves no trace in what is separated later, where no atoms learn from it")
{
    core::SeparatorSettings settings;
    settings.adaptation.enabled = false;
    constexpr double allowedDb = -40.0; // of each source, a second later: the activations' memory is shorter
    constexpr Eigen::Index length = 32000, later = 16000;
    // Kullback-Leibler: its activations have one best place, whatever came before.
    const auto dictionary = test::randomDictionary (1, 1.0f, core::Spectrum::magnitude);
    const auto clean = noisyTones (length, 1, 16000.0);
    const auto separate = [&] (const Eigen::MatrixXf& input)
    {
        core::Separator separator;
        REQUIRE (separator.prepare ({ 16000.0, 1, LatencyMode::balanced, 0 }, dictionary, settings).ok());
        return run (separator, input, 160);
    };
    const Eigen::MatrixXf expected = separate (clean).bottomRows (length - later);
    for (const float value :
         { std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
           std::numeric_limits<float>::max(), 1e17f, 1e12f })
    {
        Eigen::MatrixXf dirty = clean;
        dirty.middleRows (2000, 500).setConstant (value);
        const Eigen::MatrixXf found = separate (dirty).bottomRows (length - later);
        for (Eigen::Index source = 0; source < found.cols(); ++source)
        {
            const double error = (found - expected).col (source).cast<double>().squaredNorm();
            const double sound = expected.col (source).cast<double>().squaredNorm();
            INFO ("value " << value << ", source " << source);
            CHECK (10.0 * std::log10 (error / sound + 1e-12) < allowedDb);
        }
    }
}

TEST_CASE (
    "The band that a sound has is followed: an empty octave is left out, a loud low burst hides nothing")
{
    constexpr double rate = 48000.0;
    constexpr Eigen::Index length = 48000, burst = 9600;
    core::Dictionary dictionary = test::randomDictionary (1, 1.0f, core::Spectrum::magnitude);
    dictionary.sampleRateHz = rate;
    dictionary.window = 1536;
    dictionary.frequenciesHz *= 3.0f; // up to 24 kHz
    const auto activeHz = [&] (const Eigen::MatrixXf& input)
    {
        auto separator = makeSeparator ({ rate, 1, LatencyMode::balanced, 0 }, dictionary, {});
        run (separator, input, 480);
        const auto frame = separator.lastFrame();
        return separator.geometry().binHz (frame.atoms->dictionary.numActiveBins - 1);
    };
    Eigen::MatrixXf sound = test::Random (1).noise (length, 0.05f);
    CHECK (activeHz (sound) > 23900.0);
    for (Eigen::Index n = 0; n < burst; ++n)
    {
        const double part = static_cast<double> (n) / burst;
        const double shape = 0.5 - 0.5 * std::cos (2.0 * M_PI * part);
        sound (n + 9600, 0) += static_cast<float> (1e4 * shape * std::sin (2.0 * M_PI * 60.0 * part * 0.2));
    }
    CHECK (activeHz (sound) > 23900.0);
    Eigen::MatrixXf low (length, 1); // tones up to 8 kHz that fade in, nothing above
    for (Eigen::Index n = 0; n < length; ++n)
    {
        float sum = 0.0f;
        for (int tone = 1; tone <= 16; ++tone)
            sum += 0.02f *
                   static_cast<float> (std::sin (2.0 * M_PI * 500.0 * tone * static_cast<double> (n) / rate));
        low (n, 0) = sum * std::min (1.0f, static_cast<float> (n) / 4800.0f);
    }
    CHECK (activeHz (low) == Approx (10000.0).margin (2500.0)); // 8 kHz and the window's skirt
}

TEST_CASE ("Scaling the input by 20 dB scales the outputs and nothing else")
{
    for (const float beta : { 0.0f, 1.0f })
    {
        const auto dictionary = test::randomDictionary (
            1, beta, beta == 0.0f ? core::Spectrum::power : core::Spectrum::magnitude);
        const auto input = noisyTones (16000, 1, 16000.0);
        core::SeparatorSettings settings;
        settings.solver.sparsity = 0.1f;
        settings.noiseTracking.enabled = beta == 0.0f;
        auto plain = makeSeparator ({ 16000.0, 1, LatencyMode::balanced, 0 }, dictionary, settings);
        const auto expected = run (plain, input, 512);
        for (const float gain : { 0.1f, 10.0f })
        {
            auto separator = makeSeparator ({ 16000.0, 1, LatencyMode::balanced, 0 }, dictionary, settings);
            const auto output = run (separator, gain * input, 512);
            CHECK ((output / gain - expected).norm() / expected.norm() < 1e-3f);
        }
    }
}

TEST_CASE ("Masks are linked: a source keeps its balance between the channels")
{
    const auto dictionary = test::randomDictionary (1);
    const auto mono = noisyTones (16000, 1, 16000.0);
    Eigen::MatrixXf stereo (mono.rows(), 2);
    stereo << mono, -0.25f * mono; // opposite polarity must not cancel in the spectrum
    auto separator = makeSeparator ({ 16000.0, 2, LatencyMode::balanced, 0 }, dictionary);
    const auto output = run (separator, stereo, 512);
    for (Eigen::Index source = 0; source < 2; ++source)
        CHECK ((output.col (2 * source + 1) + 0.25f * output.col (2 * source)).norm() <
               1e-5f * output.col (2 * source).norm());
}

TEST_CASE ("A shut gate sends everything to the other sources")
{
    auto separator = makeSeparator ({ 16000.0, 1, LatencyMode::balanced, 0 }, test::randomDictionary (1));
    separator.setSourceEnabled (0, false);
    const auto input = noisyTones (8000, 1, 16000.0);
    const auto output = run (separator, input, 512);
    CHECK (output.col (0).norm() < 1e-3f * output.col (1).norm());
    CHECK (nullLevelDb (separator, input, output) < nullDb);
}

TEST_CASE ("Reset makes the next run equal to the first")
{
    auto separator = makeSeparator ({ 16000.0, 1, LatencyMode::balanced, 0 }, test::randomDictionary (1));
    const auto input = noisyTones (8000, 1, 16000.0);
    const auto first = run (separator, input, 512);
    separator.reset();
    CHECK (run (separator, input, 512) == first);
}

TEST_CASE ("Specifications outside the limits are refused, each by name")
{
    auto dictionary = test::randomDictionary (1);
    auto messageOf = [&] (const core::SeparatorSpec& spec)
    {
        core::Separator separator;
        auto ready = separator.prepare (spec, dictionary, {});
        return ready.ok() ? std::string() : ready.error().message();
    };
    CHECK_THAT (messageOf ({ 1.0, 1, LatencyMode::low, 0 }), Catch::Contains ("sample rate"));
    CHECK_THAT (messageOf ({ 48000.0, 0, LatencyMode::low, 0 }), Catch::Contains ("channels"));
    CHECK_THAT (messageOf ({ 48000.0, 9, LatencyMode::low, 0 }), Catch::Contains ("1 to 8"));
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::low, -1 }), Catch::Contains ("residual"));
    CHECK (core::servedMode (dictionary, LatencyMode::low) == LatencyMode::low);
    dictionary.modes = { "balanced", "high" };
    CHECK (core::servedMode (dictionary, LatencyMode::low) == LatencyMode::balanced);
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::low, 0 }), Catch::Contains ("balanced, high"));
    CHECK (messageOf ({ 48000.0, 1, LatencyMode::high, 0 }).empty());
    dictionary.atoms (3, 3) = std::numeric_limits<float>::quiet_NaN();
    CHECK_THAT (messageOf ({ 48000.0, 1, LatencyMode::high, 0 }), Catch::Contains ("atom 3"));
}
