// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Core/AdaptingSeparator.h"

#include <catch2/catch.hpp>

#include <complex>

using namespace unbraid;
using core::LatencyMode;
using test::adapted;
using test::frozen;
using test::makeSeparator;
using test::run;

namespace
{
constexpr core::SeparatorSpec at16k{ 16000.0, 1, LatencyMode::balanced, 0 };
constexpr core::SeparatorSpec at44k{ 44100.0, 1, LatencyMode::balanced, 0 };
constexpr core::SeparatorSpec at48k{ 48000.0, 1, LatencyMode::balanced, 0 };
constexpr core::SeparatorSpec longWindow{ 16000.0, 1, LatencyMode::high, 0 };

/** The same noise at any rate: tones of random place and phase up to 7.6 kHz, falling by 6 dB an octave above
    500 Hz. */
Eigen::MatrixXf noiseAt (double rateHz, double seconds)
{
    constexpr int numTones = 400;
    test::Random random (5);
    Eigen::VectorXf sum = Eigen::VectorXf::Zero (static_cast<Eigen::Index> (seconds * rateHz));
    for (int tone = 0; tone < numTones; ++tone)
    {
        const double hz = 7600.0 * (tone + static_cast<double> (random.uniform())) / numTones;
        const double phase = 2.0 * M_PI * static_cast<double> (random.uniform());
        auto sample = std::polar (0.01 / std::max (1.0, hz / 500.0), phase);
        const auto turn = std::polar (1.0, 2.0 * M_PI * hz / rateHz);
        for (Eigen::Index n = 0; n < sum.size(); ++n, sample *= turn)
            sum[n] += static_cast<float> (sample.real());
    }
    return sum;
}

double rms (const Eigen::MatrixXf& signal)
{
    return std::sqrt (signal.cast<double>().squaredNorm() / static_cast<double> (signal.size()));
}

double decibels (double ratio)
{
    return 20.0 * std::log10 (ratio);
}

/** A frozen separator that goes on with what another one learned. */
core::Separator restored (const core::SeparatorSpec& spec, const core::SeparatorSettings& settings,
                          const core::AdaptedAtoms& atoms)
{
    auto separator = makeSeparator (spec, test::speechDictionary(), frozen (settings));
    auto done = separator.restoreAdapted (atoms);
    INFO ((done.ok() ? std::string ("restored") : done.error().message()));
    REQUIRE (done.ok());
    return separator;
}

/** One that processed a second of the noise, was frozen and then reset. */
core::Separator learned (const core::SeparatorSpec& spec, const core::SeparatorSettings& settings)
{
    auto separator = makeSeparator (spec, test::speechDictionary(), settings);
    const Eigen::MatrixXf once = noiseAt (spec.sampleRateHz, 1.0);
    run (separator, once.replicate (1, spec.numChannels), 480);
    separator.set (frozen (settings));
    separator.reset();
    return separator;
}

/** Level of the last half second of the noise bus. */
double noiseBus (core::Separator& separator, const Eigen::MatrixXf& input)
{
    const Eigen::MatrixXf output = run (separator, input, 480);
    return rms (output.rightCols (input.cols()).bottomRows (input.rows() / 2));
}
} // namespace

TEST_CASE ("What was frozen and restored at the same rate sounds as if it had never been away")
{
    const auto input = test::noisyTones (16000, 1, 16000.0);
    auto adapting = learned (at16k, test::adaptingSettings());
    auto again = restored (at16k, test::adaptingSettings(), adapted (adapting));
    CHECK (run (again, input, 480) == run (adapting, input, 480));

    constexpr float rounding = 1e-4f; // of noise that went through its amplitude
    auto tracking = learned (at16k, test::trackingSettings());
    again = restored (at16k, test::trackingSettings(), adapted (tracking));
    const auto expected = run (tracking, input, 480);
    CHECK ((run (again, input, 480) - expected).norm() < rounding * expected.norm());
    auto other = learned (at16k, test::adaptingSettings());
    CHECK ((run (other, input, 480) - expected).norm() > 100.0f * rounding * expected.norm());
}

TEST_CASE ("Adapted atoms stay the same when they are saved and restored and saved again")
{
    for (const auto& settings : { test::adaptingSettings(), test::trackingSettings() })
    {
        const auto first = adapted (learned (at16k, settings));
        REQUIRE (core::validate (first, 1).ok());
        CHECK ((first.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
        CHECK (first.frequenciesHz.size() == first.atoms.rows());
        CHECK (first.frequenciesHz[first.frequenciesHz.size() - 1] == 8000.0f);
        CHECK ((first.trackedAmplitude > 0.0f) == settings.noiseTracking.enabled);
        const auto second = adapted (restored (at16k, settings, first));
        CHECK (second.frequenciesHz == first.frequenciesHz);
        CHECK (second.atoms.isApprox (first.atoms, 1e-6f));
        CHECK (second.trackedAmplitude == Approx (first.trackedAmplitude).epsilon (1e-5));
    }
}

TEST_CASE (
    "Noise tracked at one rate or window is the same noise at another: its level and its share of the sound")
{
    const auto settings = test::trackingSettings();
    constexpr double allowedDb = 1.0; // windows are rounded to samples and bins lie elsewhere
    for (const auto& [from, to] :
         { std::pair{ at16k, at48k }, { at48k, at44k }, { at44k, at16k }, { at16k, longWindow } })
    {
        auto original = learned (from, settings);
        const auto atoms = adapted (original);
        auto mapped = restored (to, settings, atoms);
        const auto native = learned (to, settings); // what the tracker itself makes of it there
        INFO (from.sampleRateHz << " Hz to " << to.sampleRateHz << " Hz " << core::toString (to.mode));
        CHECK (std::abs (decibels (adapted (mapped).trackedAmplitude / atoms.trackedAmplitude)) < 0.1);
        CHECK (std::abs (decibels (adapted (native).trackedAmplitude / atoms.trackedAmplitude)) < allowedDb);

        const double expected = noiseBus (original, noiseAt (from.sampleRateHz, 1.0));
        const auto input = noiseAt (to.sampleRateHz, 1.0);
        CHECK (std::abs (decibels (noiseBus (mapped, input) / expected)) < allowedDb);
        auto wrong = atoms;
        wrong.trackedAmplitude *= 0.1f;
        auto tooFaint = restored (to, settings, wrong);
        CHECK (decibels (noiseBus (tooFaint, input) / expected) <
               -2.0 * allowedDb); // so that a level matters
    }
}

TEST_CASE ("Atoms adapted at one rate explain the same noise at another")
{
    const auto settings = test::adaptingSettings();
    constexpr double allowedDb = 1.0;
    for (const auto& [from, to] : { std::pair{ at16k, at48k }, { at48k, at44k } })
    {
        auto original = learned (from, settings);
        auto mapped = restored (to, settings, adapted (original));
        const double expected = noiseBus (original, noiseAt (from.sampleRateHz, 1.0));
        const double found = noiseBus (mapped, noiseAt (to.sampleRateHz, 1.0));
        CHECK (std::abs (decibels (found / expected)) < allowedDb);
    }
}

TEST_CASE ("The tracked amplitude is that of the noise in each channel")
{
    constexpr double allowedDb = 0.5; // tones stand for the noise
    const double expected = rms (noiseAt (16000.0, 1.0));
    for (const Eigen::Index channels : { 1, 2 })
    {
        auto spec = at16k;
        spec.numChannels = channels;
        const auto atoms = adapted (learned (spec, test::trackingSettings()));
        CHECK (std::abs (decibels (atoms.trackedAmplitude / expected)) < allowedDb);
    }
}

TEST_CASE ("What is restored is learned on from where adaptation is not frozen and given up by a reset")
{
    const auto settings = test::adaptingSettings();
    const auto atoms = adapted (learned (at16k, settings));
    auto separator = makeSeparator (at16k, test::speechDictionary(), settings);
    const auto preset = test::copied (separator);
    REQUIRE (separator.restoreAdapted (atoms).ok());
    const auto start = test::copied (separator);
    CHECK ((start - preset).norm() > 0.1f * preset.norm());
    run (separator, noiseAt (16000.0, 0.1), 480);
    const float moved = (test::copied (separator) - start).norm();
    CHECK (moved > 0.0f);
    CHECK (moved < 0.5f * (start - preset).norm()); // it did not begin at the preset again
    separator.reset();
    CHECK (test::copied (separator) == preset);
}

TEST_CASE ("Without a source that adapts there is nothing to copy and nothing to restore")
{
    auto dictionary = test::randomDictionary (1);
    dictionary.sources[1].name = "piano";
    auto separator = makeSeparator (at16k, dictionary);
    CHECK (separator.adaptedSize() == 0);
    separator.copyAdapted (nullptr);
    CHECK (separator.adaptedFrom (nullptr).atoms.size() == 0);
    auto restoring = separator.restoreAdapted (adapted (learned (at16k, test::adaptingSettings())));
    REQUIRE_FALSE (restoring.ok());
    CHECK_THAT (restoring.error().message(), Catch::Contains ("no source of the dictionary adapts"));
}

TEST_CASE ("Refused atoms leave the separator as it was")
{
    auto separator = makeSeparator (at16k, test::speechDictionary(), test::trackingSettings());
    const auto before = test::copied (separator);
    auto atoms = adapted (learned (at16k, test::trackingSettings()));
    atoms.atoms (3, 0) = -1.0f;
    CHECK_FALSE (separator.restoreAdapted (atoms).ok());
    CHECK (test::copied (separator) == before);
    atoms.atoms.setZero();
    atoms.atoms (256, 0) = 1.0f; // all of it in the last row, which is extrapolated to all bins above it
    atoms.frequenciesHz = Eigen::VectorXf::LinSpaced (257, 0.0f, 1e-3f);
    atoms.trackedAmplitude = 1e7f;
    auto tooLoud = separator.restoreAdapted (atoms);
    REQUIRE_FALSE (tooLoud.ok());
    CHECK_THAT (tooLoud.error().message(), Catch::Contains ("tracked amplitude at these bins"));
    CHECK (test::copied (separator) == before);
}
