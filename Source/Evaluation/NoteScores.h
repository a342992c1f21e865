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

/** Scores of detected onsets. */
struct OnsetScores
{
    size_t numReference = 0;
    size_t numEstimated = 0;
    size_t numMatched = 0;

    /** The shares of the estimated and of the reference notes that match, and their harmonic mean; 0 without notes. */
    [[nodiscard]] double precision() const;
    [[nodiscard]] double recall() const;
    [[nodiscard]] double fMeasure() const;
};

/** Two notes match if their pitches are equal and their onsets no further apart than the tolerance; a maximum matching
    of pairs is counted.
    [worker]
    Source: Bay, Ehmann & Downie 2009, section 3.3; Raffel et al. 2014, mir_eval, transcription without offsets. */
OnsetScores onsetScores (std::vector<NoteOnset> reference, std::vector<NoteOnset> estimate,
                         double toleranceSeconds = 0.05);

} // namespace unbraid::evaluation
