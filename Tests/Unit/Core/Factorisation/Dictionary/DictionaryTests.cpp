// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/SmallDictionary.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace unbraid;
using core::Dictionary;
using unbraid::test::smallDictionary;
using unbraid::test::smallUnfoldedDictionary;

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
    { "rows", [] (Dictionary& d) { d.rows = core::Rows::bands; } },
};

const std::vector<Row> convolutiveRows{
    { "W.tails, length", [] (Dictionary& d) { d.tails.resize (256, d.tails[0]); } },
    { "W.tails[2], shape", [] (Dictionary& d) { d.tails[2].conservativeResize (3, Eigen::NoChange); } },
    { "W.tails[1]", [] (Dictionary& d) { d.tails[1](0, 0) = -1.0f; } },
    { "W.tails[1]", [] (Dictionary& d) { d.tails[1](0, 0) = std::numeric_limits<float>::quiet_NaN(); } },
    { "W.tails[1]", [] (Dictionary& d) { d.tails[1](0, 0) = 1e7f; } },
    { "rows", [] (Dictionary& d) { d.rows = core::Rows::bins; } },
    { "modes", [] (Dictionary& d) { d.modes.clear(); } },
    { "modes",
      [] (Dictionary& d) {
          d.modes = { "low", "high" };
      } },
    { "A",
      [] (Dictionary& d) {
          d.dynamics = { { 0 }, { 0 }, { 1.0f } };
      } },
};

constexpr float infinity = std::numeric_limits<float>::infinity();

core::UpdateLayer& layer (Dictionary& d, size_t index)
{
    return d.unfolding->layers[index];
}

core::Encoder& encoder (Dictionary& d)
{
    return *d.unfolding->encoder;
}

Eigen::MatrixXf zeros (Eigen::Index height, Eigen::Index width)
{
    return Eigen::MatrixXf::Zero (height, width);
}

/** A network of each row with two units. */
core::SubBandNetwork zeroSubBandNetwork (Eigen::Index kinds, Eigen::Index values)
{
    return { zeros (2, 5 * kinds),
             zeros (2, 1),
             { zeros (6, 2), zeros (6, 2), zeros (6, 1), zeros (6, 1) },
             zeros (values, 2),
             zeros (values, 1) };
}

/** Gives the encoder a network of each row, one value each, and what it needs. */
core::SubBandNetwork& rowEncoder (Dictionary& d)
{
    if (! encoder (d).rows)
    {
        encoder (d).rows = zeroSubBandNetwork (2, 1);
        encoder (d).inputWeights.setZero (3, 18 + 9);
    }
    return *encoder (d).rows;
}

/** Gives the encoder a memory of two units. */
core::SlowMemory& slowMemory (Dictionary& d)
{
    if (! encoder (d).slow)
        encoder (d).slow = { { zeros (6, 4), zeros (6, 2), zeros (6, 1), zeros (6, 1) }, zeros (3, 2) };
    return *encoder (d).slow;
}

/** Lets the encoder see three rows through a long window. */
core::LongWindow& longWindow (Dictionary& d)
{
    if (! d.unfolding->longWindow)
        d.unfolding->longWindow = core::LongWindow{ zeros (encoder (d).numUnits(), 12), {}, {} };
    return *d.unfolding->longWindow;
}

/** Gives the dictionary a refiner of two units, and what it needs. */
core::Refiner& refiner (Dictionary& d)
{
    const auto others = static_cast<Eigen::Index> (d.sources.size()) - 1;
    if (! d.unfolding->refiner)
        d.unfolding->refiner = { zeroSubBandNetwork (2 + others, others), zeros (2, 3) };
    return *d.unfolding->refiner;
}

const std::vector<Row> unfoldedRows{
    { "modes", [] (Dictionary& d) { d.modes.clear(); } },
    { "layers, number", [] (Dictionary& d) { d.unfolding->layers.resize (17, layer (d, 0)); } },
    { "layers, number",
      [] (Dictionary& d)
      {
          d.unfolding->encoder.reset();
          d.unfolding->layers.clear();
      } },
    { "layers.1.W, shape", [] (Dictionary& d) { layer (d, 1).atoms.conservativeResize (8, 5); } },
    { "layers.0.W, shape", [] (Dictionary& d) { layer (d, 0).atoms.conservativeResize (9, 4); } },
    { "layers.1.W, atom 2, bin 3", [] (Dictionary& d) { layer (d, 1).atoms (3, 2) = notANumber; } },
    { "layers.1.W, atom 2, bin 3", [] (Dictionary& d) { layer (d, 1).atoms (3, 2) = -0.1f; } },
    { "layers.0.W, atom 4", [] (Dictionary& d) { layer (d, 0).atoms.col (4) *= 1.001f; } },
    { "layers.0.W, atom 4", [] (Dictionary& d) { layer (d, 0).atoms.col (4).setZero(); } },
    { "layers.0.sparsity, length", [] (Dictionary& d) { layer (d, 0).sparsity.resize (4); } },
    { "layers.0.sparsity[2]", [] (Dictionary& d) { layer (d, 0).sparsity[2] = -0.1f; } },
    { "layers.0.sparsity[2]", [] (Dictionary& d) { layer (d, 0).sparsity[2] = infinity; } },
    { "layers.1.exponent", [] (Dictionary& d) { layer (d, 1).exponent = 0.0f; } },
    { "layers.1.exponent", [] (Dictionary& d) { layer (d, 1).exponent = 1.1f; } },
    { "layers.1.exponent", [] (Dictionary& d) { layer (d, 1).exponent = notANumber; } },
    { "output.W, shape", [] (Dictionary& d) { d.unfolding->outputAtoms.resize (0, 0); } },
    { "output.W, shape", [] (Dictionary& d) { d.unfolding->outputAtoms.conservativeResize (9, 6); } },
    { "output.W, row 8, column 1", [] (Dictionary& d) { d.unfolding->outputAtoms (8, 1) = -1.0f; } },
    { "output.W, row 8, column 1", [] (Dictionary& d) { d.unfolding->outputAtoms (8, 1) = notANumber; } },
    { "b", [] (Dictionary& d) { d.unfolding->start.setOnes (5); } },
    { "b, length",
      [] (Dictionary& d)
      {
          d.unfolding->encoder.reset();
          d.unfolding->start.setOnes (4);
      } },
    { "b[0]",
      [] (Dictionary& d)
      {
          d.unfolding->encoder.reset();
          d.unfolding->start.setConstant (5, -1.0f);
      } },
    { "encoder.input.weight, units", [] (Dictionary& d) { encoder (d).inputWeights.resize (0, 18); } },
    { "encoder.input.weight, units", [] (Dictionary& d) { encoder (d).inputWeights.setZero (1025, 18); } },
    { "encoder.input.weight, features", [] (Dictionary& d) { encoder (d).inputWeights.setZero (3, 17); } },
    { "encoder.input.weight, row 2, column 17",
      [] (Dictionary& d) { encoder (d).inputWeights (2, 17) = infinity; } },
    { "encoder.input.bias, length", [] (Dictionary& d) { encoder (d).inputBias.resize (2); } },
    { "encoder.input.bias[1]", [] (Dictionary& d) { encoder (d).inputBias[1] = notANumber; } },
    { "encoder.gru, layers", [] (Dictionary& d) { encoder (d).layers.clear(); } },
    { "encoder.gru, layers", [] (Dictionary& d) { encoder (d).layers.resize (5, encoder (d).layers[0]); } },
    { "encoder.gru.1.input.weight, shape",
      [] (Dictionary& d) { encoder (d).layers[1].inputWeights.resize (9, 4); } },
    { "encoder.gru.1.recurrent.weight, shape",
      [] (Dictionary& d) { encoder (d).layers[1].recurrentWeights.resize (8, 3); } },
    { "encoder.gru.0.recurrent.weight, row 8, column 2",
      [] (Dictionary& d) { encoder (d).layers[0].recurrentWeights (8, 2) = notANumber; } },
    { "encoder.gru.0.input.bias, length",
      [] (Dictionary& d) { encoder (d).layers[0].inputBias.resize (3); } },
    { "encoder.gru.0.recurrent.bias[8]",
      [] (Dictionary& d) { encoder (d).layers[0].recurrentBias[8] = infinity; } },
    { "encoder.rows.input.weight, units",
      [] (Dictionary& d) { rowEncoder (d).inputWeights.setZero (65, 10); } },
    { "encoder.rows.input.weight, shape",
      [] (Dictionary& d) { rowEncoder (d).inputWeights.setZero (2, 9); } },
    { "encoder.rows.output.weight, values",
      [] (Dictionary& d)
      {
          rowEncoder (d).outputWeights.setZero (17, 2);
          encoder (d).inputWeights.setZero (3, 18 + 17 * 9);
      } },
    { "encoder.rows.gru.recurrent.weight, row 5, column 1",
      [] (Dictionary& d) { rowEncoder (d).layer.recurrentWeights (5, 1) = notANumber; } },
    { "encoder.rows.gru.input.bias, length",
      [] (Dictionary& d) { rowEncoder (d).layer.inputBias.resize (5); } },
    { "encoder.rows.output.bias, length", [] (Dictionary& d) { rowEncoder (d).outputBias.resize (2); } },
    { "encoder.rows.input.weight, shape", // the rows' values are missing, and taken from the features
      [] (Dictionary& d)
      {
          rowEncoder (d);
          encoder (d).inputWeights.setZero (3, 18);
      } },
    { "refiner",
      [] (Dictionary& d)
      {
          refiner (d);
          d.unfolding->encoder.reset();
      } },
    { "encoder.slow.output.weight, units",
      [] (Dictionary& d) { slowMemory (d).outputWeights.setZero (3, 257); } },
    { "encoder.slow.output.weight, shape",
      [] (Dictionary& d) { slowMemory (d).outputWeights.setZero (2, 2); } },
    { "encoder.slow.gru.input.weight, shape", // the level is missing
      [] (Dictionary& d) { slowMemory (d).layer.inputWeights.setZero (6, 3); } },
    { "encoder.slow.gru.recurrent.bias[2]",
      [] (Dictionary& d) { slowMemory (d).layer.recurrentBias[2] = infinity; } },
    { "encoder.long.weight, rows", [] (Dictionary& d) { longWindow (d).encoder.setZero (3, 4); } },
    { "encoder.long.weight, rows", [] (Dictionary& d) { longWindow (d), d.frequenciesHz[2] *= 1.1f; } },
    { "encoder.long.weight, shape", [] (Dictionary& d) { longWindow (d).encoder.setZero (3, 11); } },
    { "encoder.long.weight, row 1, column 2",
      [] (Dictionary& d) { longWindow (d).encoder (1, 2) = infinity; } },
    { "encoder.rows.long.weight, shape", [] (Dictionary& d) { longWindow (d), rowEncoder (d); } },
    { "refiner.long.weight, shape", [] (Dictionary& d) { longWindow (d).refiner.setZero (2, 20); } },
    { "encoder.long",
      [] (Dictionary& d)
      {
          longWindow (d);
          d.unfolding->encoder.reset();
      } },
    { "refiner.output.weight, values",
      [] (Dictionary& d) { refiner (d).rows.outputWeights.conservativeResize (5, 2); } },
    { "refiner.input.weight, units", [] (Dictionary& d) { refiner (d).rows.inputWeights.resize (65, 15); } },
    { "refiner.input.weight, shape", // the values of the encoder's rows are missing
      [] (Dictionary& d)
      {
          refiner (d);
          rowEncoder (d);
      } },
    { "refiner.input.bias[1]", [] (Dictionary& d) { refiner (d).rows.inputBias[1] = infinity; } },
    { "refiner.gru.input.weight, shape",
      [] (Dictionary& d) { refiner (d).rows.layer.inputWeights.resize (6, 3); } },
    { "refiner.output.bias, length", [] (Dictionary& d) { refiner (d).rows.outputBias.resize (7); } },
    { "refiner.bound", [] (Dictionary& d) { refiner (d).boundDb = 41.0f; } },
    { "refiner.bound", [] (Dictionary& d) { refiner (d).boundDb = -1.0f; } },
    { "refiner.bound", [] (Dictionary& d) { refiner (d).boundDb = notANumber; } },
    { "refiner.fold", [] (Dictionary& d) { refiner (d).fold.emplace(); } },
    { "refiner.context.weight, shape", [] (Dictionary& d) { refiner (d).contextWeights.resize (2, 4); } },
    { "refiner.context.weight, row 1, column 2",
      [] (Dictionary& d) { refiner (d).contextWeights (1, 2) = notANumber; } },
    { "encoder.output.weight, shape", [] (Dictionary& d) { encoder (d).outputWeights.resize (5, 4); } },
    { "encoder.output.weight, row 0, column 0",
      [] (Dictionary& d) { encoder (d).outputWeights (0, 0) = notANumber; } },
    { "encoder.output.bias, length", [] (Dictionary& d) { encoder (d).outputBias.resize (6); } },
};

void requireNamed (const std::vector<Row>& table, const Dictionary& whole)
{
    for (const Row& row : table)
    {
        auto dictionary = whole;
        row.spoil (dictionary);
        const auto valid = core::validate (dictionary);
        CAPTURE (row.field);
        REQUIRE_FALSE (valid.ok());
        CHECK (valid.error().where == row.field);
        CHECK_FALSE (valid.error().found.empty());
        CHECK_FALSE (valid.error().allowed.empty());
    }
}
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
    requireNamed (rows, smallDictionary());
}

TEST_CASE ("Every broken rule of an unfolded dictionary is named with what was found and what is allowed")
{
    requireNamed (unfoldedRows, smallUnfoldedDictionary());
}

TEST_CASE ("Every broken rule of a convolutive dictionary is named with what was found and what is allowed")
{
    REQUIRE (core::validate (test::convolutiveDictionary (1)).ok());
    requireNamed (convolutiveRows, test::convolutiveDictionary (1));
    auto unfolded = smallUnfoldedDictionary();
    unfolded.tails.assign (2, unfolded.atoms);
    CHECK (core::validate (unfolded).error().where == "tensors");
    auto large = test::convolutiveDictionary (1);
    large.tails.resize (200, large.tails[0]);
    large.atoms.setConstant (40, 2200, 1.0f / 40.0f);
    large.sources = { { "kick", 0, 2200, {}, {}, true, 0.0f } };
    CHECK (core::validate (large).error().where == "W.tails, values"); // before they are looked at
}

TEST_CASE ("Unfolded dictionaries that keep the rules are valid: with and without encoder and floors")
{
    const auto valid = core::validate (smallUnfoldedDictionary());
    INFO ((valid.ok() ? std::string() : valid.error().message()));
    CHECK (valid.ok());
    auto bins = smallUnfoldedDictionary();
    bins.rows = core::Rows::bins;
    CHECK (core::validate (bins).ok());
    auto levelOnly = smallUnfoldedDictionary();
    encoder (levelOnly).inputWeights.conservativeResize (3, 9);
    CHECK (core::validate (levelOnly).ok());
    auto withRows = smallUnfoldedDictionary();
    rowEncoder (withRows);
    CHECK (core::validate (withRows).ok());
    auto refined = smallUnfoldedDictionary();
    refiner (refined);
    slowMemory (refined);
    longWindow (refined).refiner.setZero (2, 20);
    CHECK (core::validate (refined).ok());
    auto encoderOnly = smallUnfoldedDictionary();
    encoderOnly.unfolding->layers.clear();
    CHECK (core::validate (encoderOnly).ok());
    auto updatesOnly = smallUnfoldedDictionary();
    updatesOnly.unfolding->encoder.reset();
    CHECK (core::validate (updatesOnly).ok());
    updatesOnly.unfolding->start.setOnes (5);
    CHECK (core::validate (updatesOnly).ok());
}

TEST_CASE ("An unfolded dictionary of too many weights is refused before they are looked at")
{
    constexpr Eigen::Index numRows = 1024, numAtoms = 3700;
    Dictionary large = smallUnfoldedDictionary();
    large.sources = { { "speech", 0, numAtoms, {}, {}, true, 0.0f } };
    large.frequenciesHz = Eigen::VectorXf::LinSpaced (numRows, 0.0f, 22050.0f);
    large.atoms.setConstant (numRows, numAtoms, 1.0f / numRows);
    large.unfolding->encoder.reset();
    large.unfolding->layers.resize (15);
    CHECK (core::validate (large).error().where == "layers.0.W, shape"); // 17 x 1024 x 3700 are below 2^26
    large.unfolding->layers.resize (16);
    CHECK (core::validate (large).error().where == "weights, number in all");
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
