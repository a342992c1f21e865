// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/BandMap.h"

#include "Core/Spectral/Fft.h"
#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::LatencyMode;

namespace
{
core::FrameGeometry geometryAt (double rateHz, LatencyMode mode = LatencyMode::balanced)
{
    auto geometry = core::frameGeometry (rateHz, mode, 0.032);
    REQUIRE (geometry.ok());
    return geometry.value();
}

core::BandMap mapTo (const Eigen::VectorXf& centresHz, const core::FrameGeometry& geometry)
{
    core::BandMap bands;
    bands.prepare (centresHz, geometry);
    return bands;
}

/** |x|^2 of one frame, where a sinusoid of amplitude 1 has 1. */
Eigen::VectorXf framePower (const Eigen::VectorXf& samples, const core::FrameGeometry& geometry)
{
    core::RealFft fft;
    REQUIRE (fft.prepare (geometry.fft).ok());
    const Eigen::VectorXf window = core::makeWindowPair (geometry).analysis;
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (geometry.fft);
    padded.head (geometry.analysis) = samples.cwiseProduct (window) / (0.5f * window.sum());
    Eigen::VectorXcf bins (geometry.numBins());
    fft.forward (padded.data(), bins.data());
    return bins.cwiseAbs2();
}

Eigen::VectorXf gathered (const core::BandMap& bands, const Eigen::VectorXf& power)
{
    Eigen::VectorXf values (bands.numBands());
    bands.gather (power, values);
    return values;
}

/** Mean band spectrum of white noise of the same power density, in dB. */
Eigen::ArrayXf noiseBandsDb (double rateHz)
{
    constexpr int frames = 2000;
    const auto geometry = geometryAt (rateHz);
    const auto bands = mapTo (test::bandCentres(), geometry);
    test::Random random (1);
    Eigen::VectorXf sum = Eigen::VectorXf::Zero (bands.numBands());
    for (int frame = 0; frame < frames; ++frame)
        sum += gathered (bands, framePower (random.noise (geometry.analysis), geometry));
    return 10.0f * (sum * static_cast<float> (rateHz)).array().max (1e-20f).log10();
}

/** Band spectrum of sinusoids, in dB, mean over their phases. */
Eigen::ArrayXf toneBandsDb (double rateHz)
{
    constexpr int phases = 16;
    const auto geometry = geometryAt (rateHz);
    const auto bands = mapTo (test::bandCentres(), geometry);
    Eigen::VectorXf sum = Eigen::VectorXf::Zero (bands.numBands());
    for (int phase = 0; phase < phases; ++phase)
    {
        Eigen::VectorXf tones (geometry.analysis);
        for (Eigen::Index n = 0; n < tones.size(); ++n)
        {
            const double seconds = (static_cast<double> (n) + 0.5) / rateHz;
            double value = 0.0;
            for (const double hz : { 210.0, 777.0, 1500.0, 2600.0, 3450.0 })
                value += std::cos (2.0 * M_PI * hz * seconds + 0.4 * phase * hz / 200.0);
            tones[n] = static_cast<float> (value);
        }
        sum += gathered (bands, framePower (tones, geometry)) / phases;
    }
    return 10.0f * sum.array().max (1e-20f).log10();
}
} // namespace

TEST_CASE ("Triangles over Hz sum to one: what is one in every band is one in every bin of the model")
{
    constexpr float rounding = 1e-6f;
    const Eigen::VectorXf centres = test::bandCentres();
    for (const double rate : { 8000.0, 16000.0, 44100.0, 192000.0 })
    {
        const auto geometry = geometryAt (rate);
        const auto bands = mapTo (centres, geometry);
        Eigen::MatrixXf bins = Eigen::MatrixXf::Constant (geometry.numBins(), 2, -1.0f);
        bands.spread (Eigen::MatrixXf::Ones (centres.size(), 2), bins);
        CHECK ((bins.topRows (bands.numBins()).array() - 1.0f).abs().maxCoeff() < rounding);
        CHECK ((bins.bottomRows (bins.rows() - bands.numBins()).array() == -1.0f).all());
        CHECK (geometry.binHz (bands.numBins() - 1) <= 8000.0);
        CHECK ((rate <= 16000.0 || geometry.binHz (bands.numBins()) > 8000.0));
    }
}

TEST_CASE ("Values of bands are straight lines over Hz between their centres")
{
    const auto geometry = geometryAt (48000.0);
    Eigen::VectorXf centres (12);
    centres << 120.0f, 300.0f, 330.0f, 1000.0f, 1500.0f, 2500.0f, 2501.0f, 2502.0f, 4000.0f, 5000.0f, 6000.0f,
        7000.0f;
    const auto bands = mapTo (centres, geometry);
    Eigen::MatrixXf bins (geometry.numBins(), 1);
    bands.spread (centres, bins); // a band's value is its frequency, so a bin's must be its own
    for (Eigen::Index bin = 0; bin < bands.numBins(); ++bin)
        CHECK (bins (bin, 0) == Approx (std::max (120.0, geometry.binHz (bin))).epsilon (1e-5));
}

TEST_CASE ("Bands at the bins themselves change nothing")
{
    for (const double rate : { 16000.0, 44100.0, 48000.0 })
    {
        const auto geometry = geometryAt (rate);
        const Eigen::Index count = geometry.numBins();
        const auto bands =
            mapTo (Eigen::VectorXf::NullaryExpr (count, [&] (Eigen::Index bin)
                                                 { return static_cast<float> (geometry.binHz (bin)); }),
                   geometry);
        REQUIRE (bands.numBins() == count);
        const Eigen::VectorXf power = test::Random (1).positive (count, 1);
        CHECK (gathered (bands, power) == power);
        Eigen::MatrixXf bins (count, 1);
        bands.spread (power, bins);
        CHECK (bins == power);
    }
}

TEST_CASE ("A band is the mean over its bins and one above the rate's half has nothing")
{
    const auto geometry = geometryAt (8000.0);
    const auto bands = mapTo (test::bandCentres(), geometry);
    const Eigen::VectorXf values = gathered (bands, Eigen::VectorXf::Constant (geometry.numBins(), 0.7f));
    for (Eigen::Index band = 0; band < values.size(); ++band)
    {
        const float below = band > 0 ? test::bandCentres()[band - 1] : 0.0f; // where its triangle begins
        CHECK (values[band] == Approx (below < 4000.0f ? 0.7f : 0.0f).epsilon (1e-5));
    }
}

TEST_CASE ("White noise and sinusoids have nearly the same bands at every rate")
{
    constexpr float noiseDb = 0.6f; // four standard errors of the narrowest band, over 2000 frames
    constexpr float toneDb =
        0.6f; // of what is within 15 dB of the loudest: bins fall elsewhere in the window's lobe
    const Eigen::ArrayXf noise = noiseBandsDb (16000.0), tones = toneBandsDb (16000.0);
    const Eigen::VectorXf centres = test::bandCentres();
    for (const double rate : { 8000.0, 44100.0, 48000.0, 96000.0 })
    {
        const Eigen::ArrayXf otherNoise = noiseBandsDb (rate), otherTones = toneBandsDb (rate);
        for (Eigen::Index band = 0; band < centres.size() && centres[band] < 0.45 * rate; ++band)
        {
            INFO (rate << " Hz, band at " << centres[band] << " Hz");
            CHECK (otherNoise[band] == Approx (noise[band]).margin (noiseDb));
            if (tones[band] > tones.maxCoeff() - 15.0f)
                CHECK (otherTones[band] == Approx (tones[band]).margin (toneDb));
        }
    }
}

TEST_CASE ("Centres of bands are the bins up to a frequency and widen above it up to half the rate")
{
    const auto rows = core::bandCentres (64, 36, 31.25, 8000.0);
    REQUIRE (rows.size() == 100);
    CHECK (rows[0] == 0.0f);
    CHECK (rows[63] == 63.0f * 31.25f);
    CHECK (rows[99] == Approx (8000.0f));
    for (Eigen::Index row = 65; row < rows.size(); ++row)
        CHECK (rows[row] - rows[row - 1] >= 0.999f * (rows[row - 1] - rows[row - 2]));
}
