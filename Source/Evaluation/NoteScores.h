// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace unbraid::evaluation
{

/** The onset of a note. */
struct NoteOnset
{
    double seconds = 0.0;
    int pitch = 0; // MIDI note
};

/** A whole note. */
struct NoteSpan
{
    double beginSeconds = 0.0;
    double endSeconds = 0.0;
    int pitch = 0;    // MIDI note
    int velocity = 0; // 1 to 127
};

/** How many of the detected notes match those that were played. */
struct MatchScores
{
    size_t numReference = 0;
    size_t numEstimated = 0;
    size_t numMatched = 0;

    /** The shares of the estimated and of the reference notes that match, and their harmonic mean; 0 without notes. */
    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
    [[nodiscard]] double fMeasure() const;
};

/** The three scores of a transcription, each stricter than the one before. */
struct NoteScores
{
    MatchScores onsets;     // pitch and onset
    MatchScores offsets;    // and offset
    MatchScores velocities; // and velocity
    double velocityCorrelation =
        0.0; // over the notes whose onsets match; 0 where either velocities are all the same
};

/** Two notes match if their pitches are equal and their onsets no further apart than the tolerance; a maximum matching
    of pairs is counted.
    [worker]
    Source: Bay, Ehmann & Downie 2009, section 3.3; Raffel et al. 2014, mir_eval, transcription without offsets. */
MatchScores onsetScores (std::vector<NoteOnset> reference, std::vector<NoteOnset> estimate,
                         double toleranceSeconds = 0.05);

/** Onsets within 50 ms; offsets within 50 ms or a fifth of the reference note's duration, whichever is more; velocities
    within a tenth of the reference's range, once a straight line has brought those of the matched notes to it.
    [worker]
    Source: Raffel et al. 2014, mir_eval; Hawthorne et al. 2018, section 4 (velocities). */
NoteScores noteScores (const std::vector<NoteSpan>& reference, const std::vector<NoteSpan>& estimate);

} // namespace unbraid::evaluation
