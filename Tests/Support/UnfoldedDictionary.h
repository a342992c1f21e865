// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/BandMap.h"
#include "Support/TestDictionary.h"

#include <cmath>

namespace unbraid::test
{

/** What a random unfolded dictionary is like. */
struct UnfoldedKind
{
    int numLayers = 2;
    int numGrus = 2; // 0: no encoder
    bool usesFloor = true;
    bool hasFloorAtom = false;
    float beta = 1.0f;
    core::Spectrum spectrum = core::Spectrum::magnitude;
    core::Rows rows = core::Rows::bands;
    Eigen::Index hop = 256; // at 16 kHz
    Eigen::Index numUnits = 21;
    Eigen::Index slowUnits = 0;     // 0: no memory of seconds
    Eigen::Index longRows = 0;      // 0: no long window
    Eigen::Index rowUnits = 0;      // 0: no network of each row
    Eigen::Index refiningUnits = 0; // 0: no refiner
    Eigen::Index speakerValues = 0; // 0: learns no voice
    bool isFullBand = false;        // bands to 20 kHz, trained at 48 kHz
    bool isEven = false;            // those bands all 500 Hz apart, as a long window on all of them needs
    bool skipsUnheardRows = false;
};

/** Uniform in [-peak, peak). */
inline Eigen::MatrixXf uniformMatrix (Random& random, Eigen::Index rows, Eigen::Index columns, float peak)
{
    return Eigen::MatrixXf::NullaryExpr (rows, columns, [&] { return random.uniform (-peak, peak); });
}

/** Bands 125 Hz apart up to 2 kHz and about 9 % above that, to 8 kHz. */
inline Eigen::VectorXf bandCentres()
{
    std::vector<float> centres;
    for (float hz = 0.0f; hz < 8000.0f; hz += std::max (125.0f, 0.09f * (hz - 600.0f)))
        centres.push_back (hz);
    centres.push_back (8000.0f);
    return Eigen::Map<const Eigen::VectorXf> (centres.data(), static_cast<Eigen::Index> (centres.size()));
}

inline core::GruLayer randomGru (Random& random, Eigen::Index units, Eigen::Index inputs)
{
    const float peak = 2.0f / std::sqrt (static_cast<float> (units));
    return { uniformMatrix (random, 3 * units, inputs, peak), uniformMatrix (random, 3 * units, units, peak),
             uniformMatrix (random, 3 * units, 1, 0.2f), uniformMatrix (random, 3 * units, 1, 0.2f) };
}

inline core::GruLayer randomGru (Random& random, Eigen::Index units)
{
    return randomGru (random, units, units);
}

inline core::SubBandNetwork randomSubBandNetwork (Random& random, Eigen::Index units, Eigen::Index kinds,
                                                  Eigen::Index values)
{
    return { uniformMatrix (random, units, core::contextRows * kinds, 0.5f),
             uniformMatrix (random, units, 1, 0.2f), randomGru (random, units),
             uniformMatrix (random, values, units, 0.7f), uniformMatrix (random, values, 1, 0.2f) };
}

/** Of two sources; its weights reach from about a third to three. */
inline core::Refiner randomRefiner (Random& random, const UnfoldedKind& kind, const core::Encoder& encoder)
{
    const Eigen::Index features = kind.usesFloor ? 2 : 1;
    const Eigen::Index values = encoder.rows ? encoder.rows->numValues() : 0;
    return { randomSubBandNetwork (random, kind.refiningUnits, features + values + 1, 1),
             uniformMatrix (random, kind.refiningUnits, encoder.numUnits(), 0.3f) };
}

inline core::Encoder randomEncoder (Random& random, const UnfoldedKind& kind, Eigen::Index numRows,
                                    Eigen::Index numAtoms)
{
    const Eigen::Index features = kind.usesFloor ? 2 * numRows : numRows;
    const Eigen::Index units = kind.numUnits;
    core::Encoder encoder;
    Eigen::Index inputs = features;
    if (kind.rowUnits > 0)
    {
        constexpr Eigen::Index values = 3;
        encoder.rows = randomSubBandNetwork (random, kind.rowUnits, features / numRows, values);
        inputs += encoder.rows->numValues() * numRows;
    }
    encoder.inputWeights = uniformMatrix (random, units, inputs, 0.1f);
    encoder.inputBias = uniformMatrix (random, units, 1, 0.2f);
    for (int i = 0; i < kind.numGrus; ++i)
        encoder.layers.push_back (randomGru (random, units));
    encoder.outputWeights = uniformMatrix (random, numAtoms, units, 3.0f);
    encoder.outputBias = uniformMatrix (random, numAtoms, 1, 1.0f);
    if (kind.slowUnits > 0)
        encoder.slow = { randomGru (random, kind.slowUnits, units + 1),
                         uniformMatrix (random, units, kind.slowUnits, 1.0f) };
    return encoder;
}

inline core::LongWindow randomLongWindow (Random& random, const UnfoldedKind& kind)
{
    constexpr Eigen::Index ofRow = core::contextRows * core::longWindowParts;
    core::LongWindow seen{ uniformMatrix (random, kind.numUnits, core::longWindowParts * kind.longRows, 0.2f),
                           {},
                           {} };
    if (kind.rowUnits > 0)
        seen.rows = uniformMatrix (random, kind.rowUnits, ofRow, 0.3f);
    if (kind.refiningUnits > 0)
        seen.refiner = uniformMatrix (random, kind.refiningUnits, ofRow, 0.3f);
    return seen;
}

inline core::SpeakerEncoder randomSpeaker (Random& random, const UnfoldedKind& kind)
{
    core::SpeakerEncoder speaker{ uniformMatrix (random, kind.speakerValues, core::numVoiceStatistics, 0.1f),
                                  uniformMatrix (random, kind.speakerValues, 1, 0.2f),
                                  uniformMatrix (random, kind.numUnits, kind.speakerValues, 0.3f),
                                  uniformMatrix (random, kind.numUnits, kind.speakerValues, 0.3f),
                                  {} };
    if (kind.refiningUnits > 0)
        speaker.toRefiner = uniformMatrix (random, kind.refiningUnits, kind.speakerValues, 0.3f);
    return speaker;
}

inline core::UpdateLayer randomLayer (Random& random, Eigen::Index numRows, Eigen::Index numAtoms)
{
    core::UpdateLayer layer;
    layer.atoms = random.positive (numRows, numAtoms);
    core::normaliseAtoms (layer.atoms);
    layer.sparsity = uniformMatrix (random, numAtoms, 1, 0.2f).cwiseAbs();
    layer.exponent = random.uniform (0.3f, 1.0f);
    return layer;
}

inline void trainAtFullBand (core::Dictionary& dictionary, bool isEven)
{
    constexpr Eigen::Index times = 3; // 48 over 16 kHz
    dictionary.sampleRateHz = 48000.0;
    dictionary.window *= times;
    dictionary.hop *= times;
    dictionary.frequenciesHz =
        isEven ? core::bandCentres (41, 0, 500.0, 20000.0) : core::bandCentres (64, 48, 31.25, 20000.0);
}

/** A valid unfolded dictionary of random numbers, trained at 16 kHz: sources `speech` (19 atoms) and `noise` (6).
 */
inline core::Dictionary unfoldedDictionary (std::uint64_t seed, const UnfoldedKind& kind = {})
{
    core::Dictionary dictionary = randomDictionary (seed, kind.beta, kind.spectrum, 19, 6);
    Random random (seed + 1000);
    dictionary.hop = kind.hop;
    dictionary.rows = kind.rows;
    dictionary.maskExponent = kind.spectrum == core::Spectrum::power ? 1.0f : 1.3f;
    dictionary.modes = { "low", "balanced", "high" };
    if (kind.rows == core::Rows::bands)
        dictionary.frequenciesHz = bandCentres();
    if (kind.isFullBand)
        trainAtFullBand (dictionary, kind.isEven);
    const Eigen::Index numRows = dictionary.frequenciesHz.size(), numAtoms = dictionary.atoms.cols();
    auto& unfolding = dictionary.unfolding.emplace();
    unfolding.hasFloorAtom = kind.hasFloorAtom;
    unfolding.skipsUnheardRows = kind.skipsUnheardRows;
    for (int i = 0; i < kind.numLayers; ++i)
        unfolding.layers.push_back (randomLayer (random, numRows, numAtoms));
    unfolding.outputAtoms = random.positive (numRows, numAtoms);
    dictionary.atoms = unfolding.outputAtoms;
    core::normaliseAtoms (dictionary.atoms);
    if (kind.numGrus > 0)
    {
        unfolding.encoder = randomEncoder (random, kind, numRows, numAtoms);
        if (kind.refiningUnits > 0)
            unfolding.refiner = randomRefiner (random, kind, *unfolding.encoder);
        if (kind.speakerValues > 0)
            unfolding.speaker = randomSpeaker (random, kind);
        if (kind.longRows > 0)
            unfolding.longWindow = randomLongWindow (random, kind);
    }
    else
    {
        unfolding.start = uniformMatrix (random, numAtoms, 1, 0.5f).cwiseAbs();
        if (seed % 2 == 0)
            dictionary.dynamics = { { 0, 1, 3, 20, 24 },
                                    { 0, 0, 3, 24, 24 },
                                    { 0.5f, 0.25f, 0.9f, 0.1f, 1.2f } };
    }
    return dictionary;
}

} // namespace unbraid::test
