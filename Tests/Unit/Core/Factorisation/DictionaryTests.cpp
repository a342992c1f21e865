// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary.h"
#include "Support/SmallDictionary.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace unbraid;
using core::Dictionary;
using unbraid::test::smallDictionary;

namespace
{
struct Row
{
    std::string field;
    std::function<void (Dictionary&)> spoil;
};

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

const std::vector<Row> rows{
    { "sample_rate_hz", [] (Dictionary& d) { d.sampleRateHz = 7999.9; } },
    { "sample_rate_hz", [] (Dictionary& d) { d.sampleRateHz = std::numeric_limits<double>::quiet_NaN(); } },
    { "window", [] (Dictionary& d) { d.window = 0; } },
    { "hop", [] (Dictionary& d) { d.hop = d.window + 1; } },
    { "window_shape", [] (Dictionary& d) { d.windowShape.clear(); } },
    { "divergence_beta", [] (Dictionary& d) { d.divergenceBeta = notANumber; } },
    { "mask_exponent", [] (Dictionary& d) { d.maskExponent = notANumber; } },
    { "W, number of bins", [] (Dictionary& d) { d.atoms.resize (0, 5); } },
    { "W, number of atoms", [] (Dictionary& d) { d.atoms.resize (9, 0); } },
    { "W, number of atoms", [] (Dictionary& d) { d.atoms.setZero (1, core::maxAtoms + 1); } },
    { "W, number of bins", [] (Dictionary& d) { d.atoms.setZero (core::maxBins + 1, 1); } },
    { "frequencies, length", [] (Dictionary& d) { d.frequenciesHz.conservativeResize (8); } },
    { "frequencies[8]", [] (Dictionary& d) { d.frequenciesHz (8) = 22051.0f; } },
    { "frequencies[4]", [] (Dictionary& d) { d.frequenciesHz (4) = d.frequenciesHz (3); } },
    { "W, atom 2, bin 3", [] (Dictionary& d) { d.atoms (3, 2) = notANumber; } },
    { "W, atom 2, bin 3", [] (Dictionary& d) { d.atoms (3, 2) = -1.0e-30f; } },
    { "W, atom 4", [] (Dictionary& d) { d.atoms.col (4).setZero(); } },
    { "W, atom 1", [] (Dictionary& d) { d.atoms.col (1) *= 1.001f; } },
    { "sources, length", [] (Dictionary& d) { d.sources.clear(); } },
    { "sources", [] (Dictionary& d) { d.sources.pop_back(); } },
    { "sources[1].name", [] (Dictionary& d) { d.sources[1].name = d.sources[0].name; } },
    { "sources[1].name", [] (Dictionary& d) { d.sources[1].name = std::string (65, 'a'); } },
    { "sources[1].first_atom", [] (Dictionary& d) { d.sources[1].firstAtom = 4; } },
    { "sources[1].num_atoms", [] (Dictionary& d) { d.sources[1].numAtoms = 3; } },
    { "sources[0].pitches, length", [] (Dictionary& d) { d.sources[0].pitches.pop_back(); } },
    { "sources[0].pitches[0]", [] (Dictionary& d) { d.sources[0].pitches[0] = 128; } },
    { "sources[0].groups[1]", [] (Dictionary& d) { d.sources[0].groups[1] = -1; } },
    { "sources[0].default_gain_db", [] (Dictionary& d) { d.sources[0].defaultGainDb = notANumber; } },
    { "A.rows, length", [] (Dictionary& d) { d.dynamics.rows.pop_back(); } },
    { "A.columns[0]", [] (Dictionary& d) { d.dynamics.columns[0] = 5; } },
    { "A.values[0]", [] (Dictionary& d) { d.dynamics.values[0] = -1.0f; } },
    { "A.values, length", [] (Dictionary& d) { d.dynamics.values.resize (64 * 5 + 1); } },
    { "mixer", [] (Dictionary& d) { d.mixer["9"] = 1.0; } },
    { "mixer.wet", [] (Dictionary& d) { d.mixer["wet"] = std::numeric_limits<double>::infinity(); } },
    { "modes[0]", [] (Dictionary& d) { d.modes = { "Low" }; } },
    { "licence", [] (Dictionary& d) { d.licence = std::string (1 << 20, 'a'); } },
};
} // namespace

TEST_CASE ("A dictionary that keeps the rules is valid")
{
    const auto valid = core::validate (smallDictionary());
    CHECK (valid.ok());
    auto bare = smallDictionary();
    bare.dynamics = {};
    bare.mixer.clear();
    bare.modes.clear();
    CHECK (core::validate (bare).ok());
    CHECK_FALSE (core::validate (Dictionary()).ok());
}

TEST_CASE ("Every broken rule of a dictionary is named with what was found and what is allowed")
{
    for (const Row& row : rows)
    {
        auto dictionary = smallDictionary();
        row.spoil (dictionary);
        const auto valid = core::validate (dictionary);
        CAPTURE (row.field);
        REQUIRE_FALSE (valid.ok());
        CHECK (valid.error().where == row.field);
        CHECK_FALSE (valid.error().found.empty());
        CHECK_FALSE (valid.error().allowed.empty());
    }
}

TEST_CASE ("Normalised atoms sum to one, and those without energy stay as they are")
{
    constexpr double tolerance = 1.0e-6; // rounding of each of 4096 floats
    std::srand (7);                      // Eigen's Random uses it
    Eigen::MatrixXf atoms = 1.0e20f * Eigen::MatrixXf::Random (4096, 4).cwiseAbs();
    atoms.col (1) *= 1.0e-38f;
    atoms.col (2).setZero();
    atoms (0, 3) = notANumber;
    core::normaliseAtoms (atoms);
    for (const Eigen::Index atom : { 0, 1 })
        CHECK (std::abs (atoms.col (atom).cast<double>().sum() - 1.0) <= tolerance);
    CHECK (atoms.col (2).isZero (0.0f));
    CHECK (atoms (1, 3) > 1.0f);
}
