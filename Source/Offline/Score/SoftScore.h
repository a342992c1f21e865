// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Support/Progress.h"

#include <vector>

namespace unbraid::offline
{

/** A note of a part. */
struct ScoredNote
{
    double beginSeconds = 0.0; // in the recording
    double endSeconds = 0.0;
    Eigen::Index part = 0;
    int pitch = 0; // MIDI note
};

/** How firmly a score holds. */
struct SoftScoreSpec
{
    float coupling = 0.03f;         // of the notes' levels with the score: ScoreFactoriser.h
    Eigen::Index residualAtoms = 8; // for what no note explains
    float restPrice = 1.0f;         // their price
    int iterations = 60;
    int numThreads = 1;
};

/** Separates a recording by a score that may be wrong about when notes sound: soft co-factorisation with the score (ScoreFactoriser.h) in frames of
    the dictionary's window that overlap by half, then masks of the parts' models for every channel. Of each part the atoms of the pitches
    that it plays take part and adapt to the recording. A note's level in the score falls to 1/e in a second; onset atoms have 150 ms.
    samples     [samples x channels], not all zero
    dictionary  core::guidedDictionary of numParts parts
    returns     [samples x (sources x channels)], source by source, the last of them what no note explains; the sources sum to the samples
    [worker] errors: those of core::prepareDictionary, a recording too long for memory (67 million samples), no pitch that the
    dictionary has, cancelled. */
core::Result<Eigen::MatrixXf> separateByScore (const Eigen::MatrixXf& samples, double sampleRateHz,
                                               const core::Dictionary& dictionary, Eigen::Index numParts,
                                               const std::vector<ScoredNote>& notes,
                                               const SoftScoreSpec& spec, const core::Progress& onProgress);

} // namespace unbraid::offline
