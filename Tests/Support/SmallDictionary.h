// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace unbraid::test
{

/** A valid dictionary that uses every field: 9 bins, 5 atoms, two sources. */
inline core::Dictionary smallDictionary()
{
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 44100.0;
    dictionary.window = 2048;
    dictionary.hop = 441;
    dictionary.windowShape = "hann-asymmetric";
    dictionary.divergenceBeta = 0.1f;
    dictionary.maskExponent = 1.5f;
    dictionary.atoms.resize (9, 5);
    for (Eigen::Index atom = 0; atom < 5; ++atom)
        for (Eigen::Index bin = 0; bin < 9; ++bin)
            dictionary.atoms (bin, atom) = static_cast<float> ((3 * bin + 5 * atom) % 7);
    core::normaliseAtoms (dictionary.atoms);
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (9, 0.0f, 22050.0f);
    dictionary.sources = { { "speech", 0, 3, { 60, 127, -1 }, { 0, 0, 1 }, true, 0.0f },
                           { "noise-2", 3, 2, {}, {}, false, -12.3f } };
    dictionary.dynamics = { { 0, 1, 4, 4 }, { 0, 0, 3, 4 }, { 0.5f, 0.25f, 0.125f, 0.1f } };
    dictionary.mixer = { { "reduction_db", -18.5 }, { "wet", 0.1 } };
    dictionary.modes = { "low", "high" };
    dictionary.licence = "CC0-1.0";
    dictionary.trainedOn = "made by hand, \"quoted\" and na\xC3\xAFve";
    dictionary.command = "unbraid train --source speech=a --out b";
    return dictionary;
}

/** A matrix of small whole numbers, halves and quarters, of both signs where `lowest` is below zero. */
inline Eigen::MatrixXf patternMatrix (Eigen::Index rows, Eigen::Index columns, int lowest = -3)
{
    Eigen::MatrixXf matrix (rows, columns);
    for (Eigen::Index column = 0; column < columns; ++column)
        for (Eigen::Index row = 0; row < rows; ++row)
            matrix (row, column) = 0.25f * static_cast<float> ((7 * row + 3 * column + rows) % 8 + lowest);
    return matrix;
}

/** The same, unfolded: bands, two layers, an encoder of three units with two recurrent layers that uses the floors.
 */
inline core::Dictionary smallUnfoldedDictionary()
{
    constexpr Eigen::Index units = 3;
    core::Dictionary dictionary = smallDictionary();
    dictionary.rows = core::Rows::bands;
    core::Unfolding& unfolding = dictionary.unfolding.emplace();
    for (const float exponent : { 0.7f, 1.0f })
    {
        core::UpdateLayer layer{ patternMatrix (9, 5, 1), patternMatrix (5, 1, 0), exponent };
        core::normaliseAtoms (layer.atoms);
        unfolding.layers.push_back (layer);
    }
    unfolding.outputAtoms = patternMatrix (9, 5, 0);
    core::Encoder& encoder = unfolding.encoder.emplace();
    encoder.inputWeights = patternMatrix (units, 18);
    encoder.inputBias = patternMatrix (units, 1);
    encoder.layers.assign (2, { patternMatrix (3 * units, units), patternMatrix (3 * units, units, -2),
                                patternMatrix (3 * units, 1), patternMatrix (3 * units, 1, -1) });
    encoder.outputWeights = patternMatrix (5, units);
    encoder.outputBias = patternMatrix (5, 1);
    return dictionary;
}

/** A network of each row with two units. */
inline core::SubBandNetwork smallSubBandNetwork (Eigen::Index kinds, Eigen::Index values)
{
    return { patternMatrix (2, kinds * core::contextRows),
             patternMatrix (2, 1),
             { patternMatrix (6, 2), patternMatrix (6, 2, -2), patternMatrix (6, 1),
               patternMatrix (6, 1, -1) },
             patternMatrix (values, 2),
             patternMatrix (values, 1, 1) };
}

/** A block of a refiner, of so many units, three in each direction. */
inline core::RowBlock smallRowBlock (Eigen::Index units, bool hasTime)
{
    constexpr Eigen::Index half = 3;
    const auto layer = [] (Eigen::Index numUnits, Eigen::Index numInputs)
    {
        return core::GruLayer{ patternMatrix (3 * numUnits, numInputs),
                               patternMatrix (3 * numUnits, numUnits), patternMatrix (3 * numUnits, 1),
                               patternMatrix (3 * numUnits, 1) };
    };
    core::RowBlock block{ {},
                          layer (half, units),
                          layer (half, units),
                          patternMatrix (units, 2 * half),
                          patternMatrix (units, 1),
                          patternMatrix (units, 1),
                          patternMatrix (units, 1) };
    if (hasTime)
        block.time = layer (units, units);
    return block;
}

/** The unfolded one with networks that every row has for itself: one in front with two values, and a refiner; with a memory of
    seconds and a long window on all rows. */
inline core::Dictionary smallUnfoldedWithRows()
{
    core::Dictionary dictionary = smallUnfoldedDictionary();
    core::Encoder& encoder = *dictionary.unfolding->encoder;
    encoder.rows = smallSubBandNetwork (2, 2);
    encoder.inputWeights = patternMatrix (encoder.numUnits(), 18 + 2 * 9);
    constexpr Eigen::Index slowUnits = 2;
    encoder.slow = { { patternMatrix (3 * slowUnits, encoder.numUnits() + 1),
                       patternMatrix (3 * slowUnits, slowUnits), patternMatrix (3 * slowUnits, 1),
                       patternMatrix (3 * slowUnits, 1) },
                     patternMatrix (encoder.numUnits(), slowUnits) };
    // all rows: at low rates some lie above what is played
    const Eigen::Index longRows = dictionary.numBins();
    constexpr Eigen::Index ofRow = core::longWindowParts * core::contextRows;
    dictionary.unfolding->longWindow =
        core::LongWindow{ patternMatrix (encoder.numUnits(), core::longWindowParts * longRows),
                          patternMatrix (2, ofRow), patternMatrix (2, ofRow) };
    const auto others = static_cast<Eigen::Index> (dictionary.sources.size()) - 1;
    dictionary.unfolding->refiner = { smallSubBandNetwork (2 + 2 + others, others),
                                      patternMatrix (2, encoder.numUnits()),
                                      { smallRowBlock (2, false), smallRowBlock (2, true) } };
    dictionary.unfolding->refiner->fold = core::RowFold{ patternMatrix (2, 4), patternMatrix (2, 1),
                                                         patternMatrix (4, 2), patternMatrix (4, 1) };
    return dictionary;
}

/** The two parts of a dictionary file behind its length field. */
struct FileParts
{
    std::string header;
    std::vector<std::byte> data;
};

inline FileParts split (std::span<const std::byte> bytes)
{
    std::uint64_t length = 0;
    std::memcpy (&length, bytes.data(), sizeof length);
    const auto* text = reinterpret_cast<const char*> (bytes.data() + sizeof length);
    const auto data = bytes.subspan (sizeof length + length);
    return { { text, text + length }, { data.begin(), data.end() } };
}

inline std::vector<std::byte> join (const FileParts& parts)
{
    const std::uint64_t length = parts.header.size();
    std::vector<std::byte> bytes (sizeof length + parts.header.size());
    std::memcpy (bytes.data(), &length, sizeof length);
    std::memcpy (bytes.data() + sizeof length, parts.header.data(), parts.header.size());
    bytes.insert (bytes.end(), parts.data.begin(), parts.data.end());
    return bytes;
}

} // namespace unbraid::test
