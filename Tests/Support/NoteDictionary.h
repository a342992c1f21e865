// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"

#include <cmath>

namespace unbraid::test
{

constexpr int lowestNote = 60;
constexpr int highestNote = 72;

inline double noteHz (int pitch)
{
    return 440.0 * std::exp2 ((pitch - 69) / 12.0);
}

/** A valid dictionary of 13 notes, C4 to C5, two atoms each: five partials with nothing between them, and a broad one
    for its onset. Kullback-Leibler on magnitudes, 16 kHz. */
inline core::Dictionary noteDictionary()
{
    constexpr Eigen::Index numBins = 1025;
    constexpr double reachHz = 40.0; // what a window of 64 ms makes of a partial
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 16000.0;
    dictionary.window = 1024;
    dictionary.hop = 256;
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = core::Spectrum::magnitude;
    dictionary.divergenceBeta = 1.0f;
    dictionary.maskExponent = 2.0f;
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (numBins, 0.0f, 8000.0f);
    core::Source source{ "tones", 0, 0, {}, {}, true, 0.0f };
    for (int pitch = lowestNote; pitch <= highestNote; ++pitch)
        for (const int onset : { 0, 1 })
        {
            source.pitches.push_back (pitch);
            source.onsets.push_back (onset);
        }
    source.numAtoms = static_cast<Eigen::Index> (source.pitches.size());
    dictionary.atoms.setZero (numBins, source.numAtoms);
    for (Eigen::Index atom = 0; atom < source.numAtoms; ++atom)
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
        {
            const double hz = static_cast<double> (dictionary.frequenciesHz[bin]);
            const double note = noteHz (source.pitches[static_cast<size_t> (atom)]);
            const double partial = std::round (hz / note);
            const double away = std::abs (hz - partial * note);
            const bool isNear = partial >= 1.0 && partial <= 5.0 && away < reachHz;
            if (source.onsets[static_cast<size_t> (atom)] != 0)
                dictionary.atoms (bin, atom) = isNear ? 1.0f : 0.1f;
            else if (isNear)
                dictionary.atoms (bin, atom) = static_cast<float> (1.0 / partial);
        }
    core::normaliseAtoms (dictionary.atoms);
    dictionary.sources.push_back (source);
    dictionary.licence = "CC0-1.0";
    dictionary.trainedOn = "arithmetic";
    dictionary.command = "none";
    return dictionary;
}

} // namespace unbraid::test
