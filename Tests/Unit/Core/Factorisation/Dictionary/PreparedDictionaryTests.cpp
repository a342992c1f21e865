// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include "Core/Factorisation/Dictionary/PreparedConvolution.h"
#include "Core/Factorisation/Dictionary/PreparedUnfolding.h"
#include "Core/Spectral/Fft.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
core::FrameGeometry geometryAt (double rateHz, core::LatencyMode mode = core::LatencyMode::balanced)
{
    auto geometry = core::frameGeometry (rateHz, mode, 0.032);
    REQUIRE (geometry.ok());
    return geometry.value();
}

core::PreparedDictionary prepare (const core::Dictionary& dictionary, const core::FrameGeometry& geometry,
                                  Eigen::Index residualAtoms = 0)
{
    auto result = core::prepareDictionary (dictionary, geometry, residualAtoms);
    REQUIRE (result.ok());
    return std::move (result).value();
}

/** Two smooth atoms with known centres of gravity. */
core::Dictionary bumps()
{
    auto dictionary = test::randomDictionary (1, 0.0f, core::Spectrum::power, 2, 1);
    const Eigen::ArrayXf hz = dictionary.frequenciesHz.array();
    dictionary.atoms.col (0) = (-((hz - 1000.0f) / 300.0f).square()).exp().matrix();
    dictionary.atoms.col (1) = (-((hz - 3000.0f) / 500.0f).square()).exp().matrix();
    dictionary.atoms.col (2).setOnes();
    core::normaliseAtoms (dictionary.atoms);
    return dictionary;
}

/** A symmetric window that lasts `seconds`, at 16 kHz. */
core::FrameGeometry symmetric (double seconds)
{
    const auto length = static_cast<Eigen::Index> (seconds * 16000.0);
    return { 16000.0, length / 4, length, length, length };
}

/** Power spectrum of a tone between two bins, its sum one. */
Eigen::VectorXf toneSpectrum (const core::FrameGeometry& geometry)
{
    core::RealFft fft;
    REQUIRE (fft.prepare (geometry.fft).ok());
    Eigen::VectorXf tone = core::makeWindowPair (geometry).analysis;
    for (Eigen::Index n = 0; n < tone.size(); ++n)
        tone[n] *= static_cast<float> (std::cos (2.0 * M_PI * 1010.0 * static_cast<double> (n) / 16000.0));
    Eigen::VectorXcf bins (geometry.numBins());
    fft.forward (tone.data(), bins.data());
    const Eigen::VectorXf power = bins.cwiseAbs2();
    return power / power.sum();
}

core::Dictionary toneDictionary (const core::FrameGeometry& geometry)
{
    auto dictionary = test::randomDictionary (1, 0.0f, core::Spectrum::power, 1, 1);
    dictionary.window = geometry.analysis;
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (geometry.numBins(), 0.0f, 8000.0f);
    dictionary.atoms.resize (geometry.numBins(), 2);
    dictionary.atoms.col (0) = toneSpectrum (geometry);
    dictionary.atoms.col (1).setConstant (1.0f / static_cast<float> (geometry.numBins()));
    return dictionary;
}
} // namespace

TEST_CASE ("A tone's atom mapped to a shorter window is as wide as that window shows the tone")
{
    const auto dictionary = toneDictionary (symmetric (0.064));
    for (const double seconds : { 0.032, 0.048 })
    {
        const auto shorter = symmetric (seconds);
        const Eigen::VectorXf expected = toneSpectrum (shorter);
        const Eigen::VectorXf mapped = prepare (dictionary, shorter).atoms.col (0);
        constexpr float allowed = 0.08f; // of the peak: lobes below zero are left out, rows lie beside bins
        CHECK ((mapped - expected).cwiseAbs().maxCoeff() < allowed * expected.maxCoeff());
        auto unaware = dictionary; // as if trained there: not widened
        unaware.window = shorter.analysis;
        const Eigen::VectorXf narrow = prepare (unaware, shorter).atoms.col (0);
        CHECK ((narrow - expected).cwiseAbs().maxCoeff() > 3.0f * allowed * expected.maxCoeff());
        const auto flat = prepare (dictionary, shorter);
        CHECK (flat.atoms.col (flat.sources[1].first)
                   .isConstant (1.0f / static_cast<float> (shorter.numBins()), 1e-4f));
    }
}

TEST_CASE ("At their own window and rows atoms are kept as they are")
{
    const auto own = symmetric (0.032);
    const auto dictionary = toneDictionary (own);
    constexpr float rounding = 1e-5f; // of the peak: through logarithms and back
    const Eigen::VectorXf mapped = prepare (dictionary, own).atoms.col (0);
    CHECK ((mapped - dictionary.atoms.col (0)).cwiseAbs().maxCoeff() < rounding * mapped.maxCoeff());
}

TEST_CASE ("Bins without a signal band count neither in the sums of the atoms nor in what activations are "
           "found with")
{
    auto prepared = prepare (bumps(), geometryAt (16000.0));
    const Eigen::Index bins = prepared.numModelBins / 4; // to 2 kHz
    prepared.setActiveBins (bins);
    CHECK (prepared.columnSums[0] > 0.99f);
    CHECK (prepared.columnSums[1] < 0.03f);
    CHECK (prepared.activeView().numBins == bins);
    CHECK (prepared.view().numBins == prepared.numModelBins);
    prepared.setActiveBins (prepared.numModelBins);
    CHECK (prepared.columnSums.head (2).isOnes (1e-5f));
}

TEST_CASE ("Mapped atoms keep their frequencies and sum to one at every rate and mode")
{
    const auto dictionary = bumps();
    for (const double rate : { 8000.0, 11025.0, 16000.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0 })
        for (const auto mode :
             { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
        {
            const auto geometry = geometryAt (rate, mode);
            const auto prepared = prepare (dictionary, geometry);
            INFO (rate);
            CHECK (geometry.binHz (prepared.numModelBins - 1) <= std::min (8000.0, rate / 2) + 1e-6);
            const Eigen::VectorXf hz =
                Eigen::VectorXf::NullaryExpr (prepared.numModelBins, [&] (Eigen::Index bin)
                                              { return static_cast<float> (geometry.binHz (bin)); });
            CHECK (prepared.atoms.col (0).sum() == Approx (1.0));
            CHECK (prepared.atoms.col (1).sum() == Approx (1.0));
            CHECK (prepared.atoms.col (0).dot (hz) == Approx (1000.0).epsilon (0.01));
            CHECK (prepared.atoms.col (1).dot (hz) == Approx (3000.0).epsilon (0.01));
        }
}

TEST_CASE ("Sources are laid out on whole registers, padding is silent")
{
    const auto dictionary = test::randomDictionary (1, 0.0f, core::Spectrum::power, 17, 5);
    const auto prepared = prepare (dictionary, geometryAt (16000.0));
    REQUIRE (prepared.numSources() == 2);
    CHECK (prepared.sources[0].count == 32);
    CHECK (prepared.sources[1].first == 32);
    CHECK (prepared.sources[1].count == 16);
    CHECK (prepared.atoms.middleCols (17, 15).isZero());
    CHECK (prepared.columnSums.segment (17, 15).isZero());
    CHECK (prepared.adaptive.first == 32);
    CHECK (reinterpret_cast<std::uintptr_t> (prepared.atoms.data()) % 64 == 0);
}

TEST_CASE ("An atom above the host's spectrum falls silent, a source that is all above is refused")
{
    auto dictionary = bumps();
    const Eigen::ArrayXf hz = dictionary.frequenciesHz.array();
    dictionary.atoms.col (1) = (hz > 6000.0f).cast<float>().matrix();
    core::normaliseAtoms (dictionary.atoms);
    CHECK (prepare (dictionary, geometryAt (8000.0)).columnSums[1] == 0.0f);
    CHECK (prepare (dictionary, geometryAt (16000.0)).columnSums[1] == Approx (1.0));

    dictionary.atoms.col (0) = dictionary.atoms.col (1);
    auto refused = core::prepareDictionary (dictionary, geometryAt (8000.0), 0);
    REQUIRE_FALSE (refused.ok());
    CHECK_THAT (refused.error().message(), Catch::Contains ("speech"));
}

TEST_CASE ("A residual is added only where nothing adapts yet")
{
    auto dictionary = test::randomDictionary (1);
    CHECK (prepare (dictionary, geometryAt (16000.0), 8).numSources() == 2);
    dictionary.sources[1].name = "drums";
    const auto prepared = prepare (dictionary, geometryAt (16000.0), 8);
    REQUIRE (prepared.numSources() == 3);
    CHECK (prepared.adaptive.numAtoms == 8);
    CHECK (prepared.columnSums.segment (prepared.adaptive.first, 8).isOnes (1e-5f));
    CHECK (prepare (dictionary, geometryAt (16000.0), 0).adaptive.count == 0);
}

TEST_CASE ("Groups and transitions follow their atoms to the packed columns")
{
    auto dictionary = test::randomDictionary (1, 0.0f, core::Spectrum::power, 4, 2);
    dictionary.sources[0].groups = { 7, 7, 9, 9 };
    dictionary.dynamics = { { 5, 0 }, { 4, 1 }, { 0.5f, 0.25f } };
    const auto prepared = prepare (dictionary, geometryAt (16000.0));
    CHECK (prepared.numGroups == 3);
    CHECK (prepared.groups[0] == prepared.groups[1]);
    CHECK (prepared.groups[0] != prepared.groups[2]);
    CHECK (prepared.groups[16] == prepared.groups[17]);
    CHECK (prepared.groups[4] == -1);
    CHECK (prepared.dynamics.rows == std::vector<int>{ 17, 0 });
    CHECK (prepared.dynamics.columns == std::vector<int>{ 16, 1 });
}

TEST_CASE ("The matrices of an unfolded dictionary are packed as they are at every rate, padding zero")
{
    test::UnfoldedKind kind;
    kind.numGrus = 0;
    const auto dictionary = test::unfoldedDictionary (1, kind);
    const core::Unfolding& unfolding = *dictionary.unfolding;
    for (const double rate : { 8000.0, 44100.0 })
    {
        const auto result = core::prepareUnfolded (dictionary, geometryAt (rate), 0);
        REQUIRE (result.ok());
        const auto& unfolded = result.value();
        const auto& prepared = unfolded.dictionary;
        CHECK (prepared.numRows() == dictionary.numBins());
        CHECK (prepared.adaptive.count == 0);
        REQUIRE (prepared.numPaddedAtoms() == 48); // 19 and 6
        REQUIRE (unfolded.layers.size() == 2);
        CHECK (prepared.atoms.leftCols (19) == unfolding.outputAtoms.leftCols (19));
        CHECK (prepared.atoms.middleCols (32, 6) == unfolding.outputAtoms.rightCols (6));
        CHECK (unfolded.layers[1].atoms.middleCols (32, 6) == unfolding.layers[1].atoms.rightCols (6));
        CHECK (unfolded.layers[1].sparsity.segment (32, 6) == unfolding.layers[1].sparsity.tail (6));
        CHECK (unfolded.layers[1].exponent == unfolding.layers[1].exponent);
        CHECK (unfolded.start.head (19) == unfolding.start.head (19));
        for (const auto& [first, count] : { std::pair{ 19, 13 }, { 38, 10 } })
        {
            CHECK (unfolded.layers[0].atoms.middleCols (first, count).isZero (0.0f));
            CHECK (prepared.columnSums.segment (first, count).isZero (0.0f));
        }
    }
}

TEST_CASE ("A valid dictionary of one bin is refused, since nothing lies between its rows")
{
    auto dictionary = test::randomDictionary (1, 0.0f, core::Spectrum::power, 2, 1);
    dictionary.frequenciesHz = Eigen::VectorXf::Constant (1, 4000.0f);
    dictionary.atoms.setOnes (1, dictionary.numAtoms());
    REQUIRE (core::validate (dictionary).ok());
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::high })
    {
        const auto prepared = core::prepareDictionary (dictionary, geometryAt (16000.0, mode), 0);
        REQUIRE_FALSE (prepared.ok());
        CHECK (prepared.error().message().find ("only one frequency") != std::string::npos);
    }
    dictionary.frequenciesHz = Eigen::Vector2f (2000.0f, 4000.0f);
    dictionary.atoms.setConstant (2, dictionary.numAtoms(), 0.5f);
    CHECK (prepare (dictionary, geometryAt (16000.0)).atoms.allFinite());
}

TEST_CASE ("A valid convolutive dictionary that padding would make sixteen times as large is refused")
{
    auto dictionary = test::convolutiveDictionary (1);
    const auto geometry = geometryAt (16000.0);
    REQUIRE (core::prepareConvolutive (dictionary, geometry, 0).ok());

    constexpr Eigen::Index numBands = 1 << 16, numTails = 64;
    dictionary.sources = { { "kick", 0, 1, {}, {}, true, 0.0f } };
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (numBands, 0.0f, 8000.0f);
    dictionary.atoms.setConstant (numBands, 1, 1.0f / static_cast<float> (numBands));
    dictionary.tails.assign (numTails, dictionary.atoms);
    REQUIRE (core::validate (dictionary).ok());
    const auto prepared = core::prepareConvolutive (dictionary, geometry, 0);
    REQUIRE_FALSE (prepared.ok());
    CHECK (prepared.error().message().find (std::to_string (16 * 65 * numBands)) != std::string::npos);
}
