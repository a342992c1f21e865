// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Core/UnfoldedReference.h"

#include "Support/UnfoldedDictionary.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::LatencyMode;
using test::unfoldedDictionary;
using test::UnfoldedKind;

namespace
{
constexpr double maskTolerance = 1e-5; // float32 through a recurrence, against double
constexpr core::SeparatorSpec mono16{ 16000.0, 1, LatencyMode::balanced, 0 };
constexpr core::SeparatorSpec stereo44{ 44100.0, 2, LatencyMode::balanced, 0 };

/** The largest difference between the engine's masks and the reference's, over all frames of a sound; the gate of
    source 0 is shut meanwhile. */
double largestMaskError (const core::Dictionary& dictionary, const core::SeparatorSpec& spec, double seconds)
{
    auto separator = test::makeSeparator (spec, dictionary);
    const core::FrameGeometry& geometry = separator.geometry();
    test::UnfoldedReference reference (dictionary, geometry);
    const auto numFrames =
        static_cast<int> (seconds * spec.sampleRateHz / static_cast<double> (geometry.hop));
    const Eigen::MatrixXf sound =
        test::movingSound (numFrames * geometry.hop, spec.numChannels, spec.sampleRateHz);
    Eigen::MatrixXd newest = Eigen::MatrixXd::Zero (geometry.analysis, spec.numChannels);
    double largest = 0.0;
    for (int t = 0; t < numFrames; ++t)
    {
        const bool isOpen = t < numFrames / 2 || t > 3 * numFrames / 4;
        separator.setSourceEnabled (0, isOpen);
        reference.setSourceEnabled (0, isOpen);
        const Eigen::MatrixXf block = sound.middleRows (t * geometry.hop, geometry.hop);
        test::run (separator, block, geometry.hop);
        const Eigen::MatrixXd kept = newest.bottomRows (geometry.analysis - geometry.hop);
        newest << kept, block.cast<double>();
        const Eigen::MatrixXd expected = reference.masks (newest, t);
        const Eigen::MatrixXd found = separator.lastFrame().masks.topRows (expected.rows()).cast<double>();
        largest = std::max (largest, (found - expected).cwiseAbs().maxCoeff());
    }
    return largest;
}
} // namespace

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: any layers and recurrent layers")
{
    std::uint64_t seed = 1;
    for (const int layers : { 0, 1, 2, 3 })
        for (const int grus : { 0, 1, 2, 3 })
        {
            if (layers + grus == 0)
                continue;
            UnfoldedKind kind;
            kind.numLayers = layers;
            kind.numGrus = grus;
            kind.usesFloor = seed % 2 == 0;
            kind.hop = seed % 3 == 0 ? 80 : 256;
            INFO (layers << " layers, " << grus << " recurrent");
            CHECK (largestMaskError (unfoldedDictionary (seed++, kind), mono16, 0.3) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: any divergence, spectrum and rows")
{
    std::uint64_t seed = 20;
    for (const float beta : { 0.0f, 0.5f, 1.0f })
        for (const auto spectrum : { core::Spectrum::power, core::Spectrum::magnitude })
            for (const auto rows : { core::Rows::bins, core::Rows::bands })
                for (const int grus : { 0, 1 })
                {
                    UnfoldedKind kind;
                    kind.beta = beta;
                    kind.spectrum = spectrum;
                    kind.rows = rows;
                    kind.numGrus = grus;
                    INFO (
                        "beta " << beta << (spectrum == core::Spectrum::power ? ", power, " : ", magnitude, ")
                                << (rows == core::Rows::bins ? "bins, " : "bands, ") << grus << " recurrent");
                    CHECK (largestMaskError (unfoldedDictionary (seed++, kind), mono16, 0.15) <
                           maskTolerance);
                }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: a layer that every row has for itself")
{
    std::uint64_t seed = 40;
    for (const Eigen::Index units : { 1, 6, 16 })
        for (const bool usesFloor : { false, true })
        {
            UnfoldedKind kind;
            kind.rowUnits = units;
            kind.usesFloor = usesFloor;
            kind.hop = usesFloor ? 80 : 256;
            INFO (units << " units" << (usesFloor ? ", with floors" : ""));
            CHECK (largestMaskError (unfoldedDictionary (seed++, kind), mono16, 0.3) < maskTolerance);
        }
}

TEST_CASE (
    "Masks of unfolded dictionaries are those of the formulas: a refiner of what each row is modelled with")
{
    std::uint64_t seed = 50;
    for (const Eigen::Index units : { 1, 7, 16 })
        for (const bool usesRows : { false, true })
        {
            UnfoldedKind kind;
            kind.refiningUnits = units;
            kind.rowUnits = usesRows ? 6 : 0;
            kind.usesFloor = ! usesRows;
            kind.hop = usesRows ? 80 : 256;
            INFO (units << " units" << (usesRows ? " with a network of each row" : ""));
            CHECK (largestMaskError (unfoldedDictionary (seed++, kind), mono16, 0.3) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: a memory of seconds")
{
    std::uint64_t seed = 60;
    for (const Eigen::Index units : { 1, 7, 16 })
        for (const bool isRefined : { false, true })
        {
            UnfoldedKind kind;
            kind.slowUnits = units;
            kind.refiningUnits = isRefined ? 5 : 0;
            kind.hop = isRefined ? 80 : 256;
            INFO (units << " units" << (isRefined ? " before a refiner" : ""));
            auto dictionary = unfoldedDictionary (seed++, kind);
            REQUIRE (core::validate (dictionary).ok());
            CHECK (largestMaskError (dictionary, mono16, 0.6) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: a long window on low rows")
{
    std::uint64_t seed = 70;
    for (const Eigen::Index longRows : { 2, 9, 17 })
        for (const bool isRefined : { false, true })
        {
            UnfoldedKind kind;
            kind.longRows = longRows;
            kind.rowUnits = longRows > 2 ? 6 : 0;
            kind.refiningUnits = isRefined ? 5 : 0;
            kind.hop = isRefined ? 80 : 256;
            kind.spectrum = longRows == 9 ? core::Spectrum::power : core::Spectrum::magnitude;
            INFO (longRows << " rows" << (isRefined ? ", before a refiner" : ""));
            auto dictionary = unfoldedDictionary (seed++, kind);
            REQUIRE (core::validate (dictionary).ok());
            CHECK (largestMaskError (dictionary, longRows == 17 ? stereo44 : mono16, 0.4) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: a long window on rows that the rate "
           "does not reach")
{
    UnfoldedKind kind;
    kind.isFullBand = kind.isEven = true;
    kind.longRows = 41; // all, 0 to 20 kHz
    kind.rowUnits = 6;
    kind.refiningUnits = 5;
    for (const double rate : { 8000.0, 11025.0, 16000.0, 48000.0 })
        for (const bool skips : { false, true })
        {
            INFO (rate << " Hz" << (skips ? ", left out of the networks of the rows" : ""));
            kind.skipsUnheardRows = skips;
            const auto dictionary = unfoldedDictionary (80, kind);
            REQUIRE (core::validate (dictionary).ok());
            CHECK (largestMaskError (dictionary, { rate, 1, LatencyMode::balanced, 0 }, 0.1) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: an atom that follows the floor")
{
    UnfoldedKind kind;
    kind.hasFloorAtom = true;
    for (const float beta : { 0.5f, 1.0f })
    {
        kind.beta = beta;
        CHECK (largestMaskError (unfoldedDictionary (31, kind), mono16, 0.3) < maskTolerance);
    }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: any rate, mode and number of channels")
{
    for (const double rate : { 8000.0, 22050.0, 48000.0 })
        for (const auto mode : { LatencyMode::low, LatencyMode::high })
        {
            INFO (rate << " Hz, " << core::toString (mode));
            CHECK (largestMaskError (unfoldedDictionary (3), { rate, 2, mode, 0 }, 0.1) < maskTolerance);
        }
}

TEST_CASE ("Masks of unfolded dictionaries are those of the formulas: rows that the rate does not reach")
{
    UnfoldedKind kind;
    kind.isFullBand = true;
    kind.rowUnits = 8;
    kind.refiningUnits = 9;
    for (const double rate : { 8000.0, 16000.0, 44100.0, 48000.0 })
        for (const bool skips : { false, true })
        {
            INFO (rate << " Hz" << (skips ? ", left out of the networks of the rows" : ""));
            kind.skipsUnheardRows = skips;
            const auto dictionary = unfoldedDictionary (4, kind);
            REQUIRE (core::validate (dictionary).ok());
            CHECK (largestMaskError (dictionary, { rate, 1, LatencyMode::balanced, 0 }, 0.1) < maskTolerance);
        }
}
