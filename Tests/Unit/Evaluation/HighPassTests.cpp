// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/BandFilters.h"
#include "Evaluation/Butterworth.h"
#include "Evaluation/HighPass.h"

#include "Unit/Evaluation/TestSignals.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <complex>
#include <limits>
#include <numbers>

using namespace unbraid;

namespace
{
constexpr double rateHz = 16000.0;

// A filtered sine is measured over whole periods of a 32-bit float signal; its own rounding is 1e-7.
constexpr double gainTolerance = 1e-5;

/** |H|^2 of a Butterworth filter made by the bilinear transform: 1 / (1 + (tan w / tan wc)^(+-2 order)). */
double powerGain (evaluation::Pass pass, int order, double frequencyHz, double cutoffHz, double sampleRateHz)
{
    const double ratio = std::tan (std::numbers::pi * frequencyHz / sampleRateHz) /
                         std::tan (std::numbers::pi * cutoffHz / sampleRateHz);
    return 1.0 / (1.0 + std::pow (ratio, (pass == evaluation::Pass::low ? 2.0 : -2.0) * order));
}

/** The complex gain of a sine over the middle half of the signals, away from the ends. */
std::complex<double> measuredGain (const Eigen::VectorXf& output, double frequencyHz)
{
    std::complex<double> sum = 0.0;
    const Eigen::Index first = output.size() / 4;
    for (Eigen::Index n = first; n < first + output.size() / 2; ++n)
        sum += static_cast<double> (output[n]) *
               std::polar (1.0, -2.0 * std::numbers::pi * frequencyHz / rateHz * static_cast<double> (n));
    return sum * std::complex<double> (0.0, 4.0) / static_cast<double> (output.size());
}

/** What `reference_scores.py` writes under this name; the band's upper edge gives way at a rate of 8 kHz. */
core::Result<Eigen::VectorXf> filtered (const std::string& name, const Eigen::VectorXf& input,
                                        double sampleRateHz)
{
    if (name == "high_pass")
        return evaluation::highPass (input, sampleRateHz);
    if (name == "fixed_high_pass")
        return evaluation::fixedHighPass (input, sampleRateHz);
    if (name == "low_pass")
        return evaluation::lowPass (input, sampleRateHz, 150.0);
    return evaluation::bandPass (input, sampleRateHz, 150.0, std::min (6000.0, 0.375 * sampleRateHz));
}
} // namespace

TEST_CASE ("The high-pass has the squared Butterworth response of order 4 and no phase shift")
{
    for (const double frequencyHz : { 20.0, 40.0, 60.0, 80.0, 100.0, 160.0, 1000.0, 7000.0 })
    {
        const core::Result<Eigen::VectorXf> output =
            evaluation::highPass (tests::sine (frequencyHz, rateHz, 32000), rateHz);
        REQUIRE (output.ok());
        const std::complex<double> gain = measuredGain (output.value(), frequencyHz);
        CHECK (
            gain.real() ==
            Approx (powerGain (evaluation::Pass::high, 4, frequencyHz, 80.0, rateHz)).margin (gainTolerance));
        CHECK (gain.imag() == Approx (0.0).margin (gainTolerance));
    }
}

TEST_CASE ("The low-pass and the band-pass have the squared Butterworth responses and no phase shift")
{
    using evaluation::Pass;
    for (const double frequencyHz : { 20.0, 100.0, 150.0, 300.0, 1000.0, 4000.0, 6000.0, 7500.0 })
    {
        const Eigen::VectorXf input = tests::sine (frequencyHz, rateHz, 32000);
        const core::Result<Eigen::VectorXf> low =
            evaluation::lowPass (input, rateHz, evaluation::lowBandEdgeHz);
        const core::Result<Eigen::VectorXf> band =
            evaluation::bandPass (input, rateHz, evaluation::lowBandEdgeHz, evaluation::highBandEdgeHz);
        REQUIRE (low.ok());
        REQUIRE (band.ok());
        const std::complex<double> lowExpected = powerGain (Pass::low, 4, frequencyHz, 150.0, rateHz);
        const std::complex<double> bandExpected = powerGain (Pass::high, 4, frequencyHz, 150.0, rateHz) *
                                                  powerGain (Pass::low, 4, frequencyHz, 6000.0, rateHz);
        CHECK (std::abs (measuredGain (low.value(), frequencyHz) - lowExpected) < gainTolerance);
        CHECK (std::abs (measuredGain (band.value(), frequencyHz) - bandExpected) < gainTolerance);
    }
}

TEST_CASE ("The low-pass and the high-pass at one edge halve the signal there and leave nothing out")
{
    const double half = powerGain (evaluation::Pass::high, 4, 150.0, 150.0, rateHz);
    CHECK (half == Approx (0.5));
    const Eigen::VectorXf input = tests::sine (150.0, rateHz, 32000);
    const core::Result<Eigen::VectorXf> low = evaluation::lowPass (input, rateHz, 150.0);
    const core::Result<Eigen::VectorXf> high = evaluation::highPass (input, rateHz, 150.0);
    REQUIRE (low.ok());
    REQUIRE (high.ok());
    CHECK (measuredGain (low.value() + high.value(), 150.0).real() == Approx (1.0).margin (gainTolerance));
}

TEST_CASE ("The fixed high-pass has the causal Butterworth response of order 2")
{
    for (const double frequencyHz : { 20.0, 60.0, 120.0, 1000.0 })
    {
        const core::Result<Eigen::VectorXf> output =
            evaluation::fixedHighPass (tests::sine (frequencyHz, rateHz, 32000), rateHz);
        REQUIRE (output.ok());
        CHECK (
            std::norm (measuredGain (output.value(), frequencyHz)) ==
            Approx (powerGain (evaluation::Pass::high, 2, frequencyHz, 60.0, rateHz)).margin (gainTolerance));
    }
    Eigen::VectorXf impulse = Eigen::VectorXf::Zero (100);
    impulse[50] = 1.0f;
    const core::Result<Eigen::VectorXf> response = evaluation::fixedHighPass (impulse, rateHz);
    REQUIRE (response.ok());
    CHECK (response.value().head (50).isZero (0.0f));
    CHECK (response.value()[50] > 0.9f);
}

TEST_CASE ("A signal turned in time gives the zero-phase output turned in time")
{
    const Eigen::VectorXf input = tests::noise (4, 5000);
    const core::Result<Eigen::VectorXf> forward = evaluation::highPass (input, rateHz);
    const core::Result<Eigen::VectorXf> backward = evaluation::highPass (input.reverse(), rateHz);
    REQUIRE (forward.ok());
    REQUIRE (backward.ok());
    // The ends are settled in one order only, so they differ there; 80 Hz has died away after 0.1 s.
    const float difference =
        (forward.value() - backward.value().reverse()).segment (1600, 1800).cwiseAbs().maxCoeff();
    CHECK (difference < 1e-4f);
}

TEST_CASE ("A constant is removed by the high-pass and kept by the low-pass, ends included")
{
    // Rounding of a constant of 0.5, in double, through poles within 1e-3 of the unit circle.
    constexpr float tolerance = 1e-6f;
    for (const double rate : { 8000.0, 48000.0, 192000.0 })
        for (const Eigen::Index length : { 16, 100, 5000 })
        {
            const Eigen::VectorXf constant = Eigen::VectorXf::Constant (length, 0.5f);
            const core::Result<Eigen::VectorXf> high = evaluation::highPass (constant, rate);
            const core::Result<Eigen::VectorXf> low = evaluation::lowPass (constant, rate, 150.0);
            REQUIRE (high.ok());
            REQUIRE (low.ok());
            CHECK (high.value().cwiseAbs().maxCoeff() < tolerance);
            CHECK ((low.value() - constant).cwiseAbs().maxCoeff() < tolerance);
        }
}

TEST_CASE ("The filters give the samples of the independent script")
{
    // Values of about 1 as 32-bit floats, written with nine decimals.
    constexpr double tolerance = 1e-6;
    const std::vector<std::vector<std::string>> rows = tests::tableRows ("expected_filters.csv");
    REQUIRE (rows.size() == 4 * 4 * 7);
    const Eigen::VectorXf input = tests::noise (3, 2000).array() + 0.5f;
    for (const std::vector<std::string>& row : rows)
    {
        const double rate = std::stod (row[1]);
        const core::Result<Eigen::VectorXf> output = filtered (row[0], input, rate);
        REQUIRE (output.ok());
        INFO (row[0] << " at " << rate << " Hz, sample " << row[2]);
        CHECK (output.value()[std::stol (row[2])] == Approx (std::stod (row[3])).margin (tolerance));
    }
}

TEST_CASE ("The filters refuse rates, cutoffs and signals they cannot work on, and say why")
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const Eigen::VectorXf good = tests::noise (1, 100);
    Eigen::VectorXf broken = good;
    broken[3] = std::numeric_limits<float>::infinity();

    struct Row
    {
        const char* says;
        core::Result<Eigen::VectorXf> output;
    };
    const std::vector<Row> rows{ { "sample rate", evaluation::highPass (good, 7999.0) },
                                 { "sample rate", evaluation::highPass (good, 192001.0) },
                                 { "sample rate", evaluation::fixedHighPass (good, nan) },
                                 { "cutoff", evaluation::highPass (good, rateHz, 0.0) },
                                 { "cutoff", evaluation::highPass (good, rateHz, 8000.0) },
                                 { "cutoff", evaluation::lowPass (good, rateHz, nan) },
                                 { "cutoff", evaluation::bandPass (good, 8000.0, 150.0, 6000.0) },
                                 { "lower edge", evaluation::bandPass (good, rateHz, 300.0, 300.0) },
                                 { "at least 16", evaluation::highPass (good.head (15), rateHz) },
                                 { "at least 28", evaluation::bandPass (good.head (27), rateHz, 1.0, 2.0) },
                                 { "signal, sample 3: found inf", evaluation::lowPass (broken, rateHz, 9.0) },
                                 { "signal, sample 3: found inf",
                                   evaluation::fixedHighPass (broken, rateHz) } };
    for (const Row& row : rows)
    {
        REQUIRE_FALSE (row.output.ok());
        CHECK_THAT (row.output.error().message(), Catch::Contains (row.says));
    }
    CHECK (evaluation::fixedHighPass (good.head (0), rateHz).ok());
}
