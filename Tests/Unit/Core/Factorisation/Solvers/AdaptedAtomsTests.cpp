// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace unbraid;

namespace
{
constexpr Eigen::Index numAtoms = 3;

core::FrameGeometry geometryAt (double rateHz, double windowSeconds = 0.032)
{
    auto geometry = core::frameGeometry (rateHz, core::LatencyMode::low, windowSeconds);
    REQUIRE (geometry.ok());
    return geometry.value();
}

core::AdaptedAtoms randomAtoms (const core::FrameGeometry& geometry)
{
    core::AdaptedAtoms adapted;
    adapted.frequenciesHz = core::binFrequencies (geometry, geometry.numBins());
    adapted.atoms = test::Random (3).positive (geometry.numBins(), numAtoms);
    core::makeUnitAtoms (adapted.atoms);
    adapted.trackedAmplitude = 0.02f;
    return adapted;
}
} // namespace

TEST_CASE ("Adapted atoms that cannot be are refused with what was found and what is allowed")
{
    const auto valid = randomAtoms (geometryAt (16000.0));
    REQUIRE (core::validate (valid, numAtoms).ok());
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    struct Row
    {
        std::function<void (core::AdaptedAtoms&)> damage;
        const char* expected;
    };
    const Row rows[] = {
        { [] (auto& a) { a.atoms.conservativeResize (Eigen::NoChange, 2); }, "atoms: found 2; allowed: 3" },
        { [] (auto& a) { a.atoms.resize (0, 3); }, "rows: found 0; allowed: 2 to" },
        { [] (auto& a) { a.atoms.setOnes (1, 3); }, "rows: found 1; allowed: 2 to" },
        { [] (auto& a) { a.frequenciesHz.conservativeResize (256); },
          "frequencies, length: found 256; allowed: 257" },
        { [] (auto& a) { a.frequenciesHz.resize (0); }, "frequencies, length: found 0; allowed: 257" },
        { [] (auto& a) { a.frequenciesHz[9] = a.frequenciesHz[8]; }, "row 9: found 250; allowed: more than" },
        { [] (auto& a) { a.frequenciesHz[0] = -1.0f; }, "row 0: found -1; allowed: 0 to 96000 Hz" },
        { [] (auto& a) { a.frequenciesHz[256] = 96001.0f; }, "row 256: found 96001; allowed: 0 to 96000 Hz" },
        { [=] (auto& a) { a.frequenciesHz[5] = nan; }, "row 5: found nan; allowed: 0 to" },
        { [=] (auto& a) { a.atoms (7, 1) = nan; },
          "atom 1, row 7: found nan; allowed: finite, not negative" },
        { [=] (auto& a) { a.atoms (7, 2) = inf; },
          "atom 2, row 7: found inf; allowed: finite, not negative" },
        { [] (auto& a) { a.atoms (0, 0) = -0.5f; }, "atom 0, row 0: found -0.5; allowed: finite" },
        { [] (auto& a) { a.atoms.col (1).setZero(); }, "atom 1: found only zeros; allowed: a spectrum" },
        { [=] (auto& a) { a.trackedAmplitude = nan; }, "tracked amplitude: found nan; allowed: 0 to 1e+07" },
        { [=] (auto& a) { a.trackedAmplitude = inf; }, "tracked amplitude: found inf; allowed: 0 to" },
        { [] (auto& a) { a.trackedAmplitude = -0.1f; }, "tracked amplitude: found -0.1; allowed: 0 to" },
    };
    for (const auto& row : rows)
    {
        auto broken = valid;
        row.damage (broken);
        auto checked = core::validate (broken, numAtoms);
        INFO (row.expected);
        REQUIRE_FALSE (checked.ok());
        CHECK_THAT (checked.error().message(), Catch::StartsWith ("The adapted atoms cannot be restored. ("));
        CHECK_THAT (checked.error().message(), Catch::Contains (row.expected));
    }
    CHECK_FALSE (core::validate (valid, 0).ok());
}

TEST_CASE (
    "At the same bins adapted atoms keep every bit and at others they lie on straight lines between them")
{
    const auto own = geometryAt (16000.0);
    const auto adapted = randomAtoms (own);
    CHECK (core::atomsAtBins (adapted, own, own.numBins()) == adapted.atoms);
    auto unit = adapted.atoms;
    core::makeUnitAtoms (unit);
    CHECK (unit == adapted.atoms);

    const auto finer = geometryAt (16000.0, 0.064); // every second bin is a row
    const auto between = core::atomsAtBins (adapted, finer, finer.numBins());
    REQUIRE (finer.binHz (2) == own.binHz (1));
    for (Eigen::Index row = 0; row + 1 < adapted.atoms.rows(); ++row)
    {
        CHECK (between.row (2 * row) == adapted.atoms.row (row));
        const Eigen::RowVectorXf middle = 0.5f * (adapted.atoms.row (row) + adapted.atoms.row (row + 1));
        CHECK (between.row (2 * row + 1).isApprox (middle, 1e-6f));
    }
    const auto higher = geometryAt (48000.0);
    const auto beyond = core::atomsAtBins (adapted, higher, higher.numBins());
    CHECK (beyond.row (higher.numBins() - 1) == adapted.atoms.row (adapted.atoms.rows() - 1));
}

TEST_CASE ("Only atoms that do not sum to one are scaled and those without energy are left")
{
    Eigen::MatrixXf atoms = Eigen::MatrixXf::Zero (4, 3);
    atoms.col (0) << 1.0f, 2.0f, 3.0f, 2.0f;
    atoms.col (1).setConstant (std::numeric_limits<float>::max());
    core::makeUnitAtoms (atoms);
    CHECK (atoms.col (0) == Eigen::Vector4f (0.125f, 0.25f, 0.375f, 0.25f));
    CHECK (atoms.col (1).isConstant (0.25f));
    CHECK (atoms.col (2).isZero (0.0f));
}

TEST_CASE ("White noise has in every frame the power of its amplitude times the energy of the window")
{
    // |x| of noise is Rayleigh distributed: its mean is sqrt (pi / 4) of the root of its mean square
    for (const auto kind : { core::Spectrum::power, core::Spectrum::magnitude })
        for (const double rate : { 16000.0, 44100.0, 192000.0 })
            for (const Eigen::Index channels : { 1, 2 })
            {
                const auto geometry = geometryAt (rate);
                constexpr double amplitude = 0.01;
                const double energy = core::makeWindowPair (geometry).analysis.cast<double>().squaredNorm();
                const double power = static_cast<double> (channels) * amplitude * amplitude * energy;
                const double value = kind == core::Spectrum::power ? power : std::sqrt (M_PI / 4.0 * power);
                const Eigen::VectorXf frame =
                    Eigen::VectorXf::Constant (geometry.numBins(), static_cast<float> (value));
                CHECK (core::noiseAmplitude (frame, geometry, channels, kind) ==
                       Approx (amplitude).epsilon (1e-3));

                auto adapted = randomAtoms (geometry);
                adapted.atoms.setOnes();
                adapted.trackedAmplitude = static_cast<float> (amplitude);
                const auto noise =
                    core::trackedNoiseAtBins (adapted, geometry, geometry.numBins(), channels, kind);
                REQUIRE (noise.ok());
                CHECK (noise.value().isApprox (frame, 1e-3f));
            }
}
