// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/PreparedDictionary.h"

#include "Support/TestDictionary.h"

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
} // namespace

TEST_CASE ("Carried atoms keep their place in Hz and sum to one at every rate and mode")
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
