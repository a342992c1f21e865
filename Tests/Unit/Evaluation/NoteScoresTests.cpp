// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/NoteScores.h"

#include <catch2/catch.hpp>

#include <utility>

using namespace unbraid::evaluation;

TEST_CASE ("Notes match by pitch and within the tolerance, its end included")
{
    const auto scores =
        onsetScores ({ { 0.0, 60 }, { 1.0, 62 }, { 2.0, 64 } }, { { 0.05, 60 }, { 1.051, 62 }, { 2.0, 65 } });
    CHECK (scores.numMatched == 1);
    CHECK (scores.precision() == Approx (1.0 / 3.0));
    CHECK (scores.recall() == Approx (1.0 / 3.0));
    CHECK (scores.fMeasure() == Approx (1.0 / 3.0));
}

TEST_CASE ("As many pairs as there can be: nearest first would leave one out")
{
    // 0.04 is nearest to 0.06, which 0.09 needs
    const auto scores = onsetScores ({ { 0.04, 60 }, { 0.09, 60 } }, { { 0.0, 60 }, { 0.06, 60 } });
    CHECK (scores.numMatched == 2);
}

TEST_CASE ("One note is found once, in whatever order the notes come")
{
    const auto scores =
        onsetScores ({ { 3.0, 70 }, { 1.0, 60 } }, { { 1.02, 60 }, { 3.01, 70 }, { 0.98, 60 }, { 3.0, 50 } });
    CHECK (scores.numMatched == 2);
    CHECK (scores.precision() == Approx (0.5));
    CHECK (scores.recall() == Approx (1.0));
    CHECK (scores.fMeasure() == Approx (2.0 / 3.0));
}

TEST_CASE ("Without notes all scores are zero")
{
    CHECK (onsetScores ({}, { { 0.0, 60 } }).fMeasure() == 0.0);
    CHECK (onsetScores ({ { 0.0, 60 } }, {}).fMeasure() == 0.0);
    CHECK (onsetScores ({}, {}).precision() == 0.0);
}

namespace
{
/** One pitch; all notes of one velocity. */
std::vector<NoteSpan> spans (const std::vector<std::pair<double, double>>& times)
{
    std::vector<NoteSpan> notes;
    notes.reserve (times.size());
    for (const auto& [begin, end] : times)
        notes.push_back ({ begin, end, 60, 64 });
    return notes;
}

/** Notes of two seconds, one after the other, each a semitone higher. */
std::vector<NoteSpan> scaleOf (const std::vector<int>& velocities)
{
    std::vector<NoteSpan> notes;
    for (const int velocity : velocities)
    {
        const auto number = static_cast<int> (notes.size());
        notes.push_back ({ 2.0 * number, 2.0 * number + 2.0, 60 + number, velocity });
    }
    return notes;
}
} // namespace

TEST_CASE ("A note's end matches within 50 ms or a fifth of its duration")
{
    // Allowed are 50 ms for the first, of .2 s, and .4 s for the second, of 2 s.
    const auto truth = spans ({ { 0.0, 0.2 }, { 1.0, 3.0 } });
    CHECK (noteScores (truth, spans ({ { 0.0, 0.25 }, { 1.0, 3.4 } })).offsets.numMatched == 2);
    CHECK (noteScores (truth, spans ({ { 0.0, 0.251 }, { 1.0, 3.4 } })).offsets.numMatched == 1);
    CHECK (noteScores (truth, spans ({ { 0.0, 0.15 }, { 1.0, 2.599 } })).offsets.numMatched == 1);
    // .18 s are more than a fifth of .85 s, but less than a fifth of 1.03 s.
    CHECK (noteScores (spans ({ { 0.0, 0.85 } }), spans ({ { 0.0, 1.03 } })).offsets.numMatched == 0);
    CHECK (noteScores (spans ({ { 0.0, 1.03 } }), spans ({ { 0.0, 0.85 } })).offsets.numMatched == 1);
}

TEST_CASE ("A match in offset needs the onset and the pitch as well")
{
    const auto truth = spans ({ { 1.0, 2.0 } });
    const auto late = noteScores (truth, spans ({ { 1.06, 2.0 } }));
    CHECK (late.onsets.numMatched == 0);
    CHECK (late.offsets.numMatched == 0);
    CHECK (noteScores (truth, { { 1.0, 2.0, 61, 64 } }).offsets.numMatched == 0);
    const auto twice = noteScores (truth, spans ({ { 1.0, 2.0 }, { 1.02, 2.0 } }));
    CHECK (twice.offsets.numMatched == 1);
    CHECK (twice.offsets.precision() == Approx (0.5));
    CHECK (twice.offsets.recall() == Approx (1.0));
}

TEST_CASE ("As many notes match in onset and offset as there can be")
{
    // The first could have either, the second only the note that ends at 1: the first has to take the other.
    const auto truth = spans ({ { 0.0, 1.1 }, { 0.03, 0.9 } });
    const auto found = spans ({ { 0.02, 1.0 }, { 0.01, 1.3 } });
    CHECK (noteScores (truth, found).offsets.numMatched == 2);
    CHECK (noteScores ({ truth[1], truth[0] }, { found[1], found[0] }).offsets.numMatched == 2);
}

TEST_CASE ("Velocities are compared once a line has brought them to the reference")
{
    // Half as loud and 20 more: every note is as it should be.
    CHECK (noteScores (scaleOf ({ 20, 60, 100 }), scaleOf ({ 30, 50, 70 })).velocities.numMatched == 3);
    // In the reference 0, 1/2, 1; the line that fits best has .25, .75 and .5 where
    // 0, 1/2 and 1 should be.
    const auto mixed = noteScores (scaleOf ({ 20, 60, 100 }), scaleOf ({ 30, 70, 50 }));
    CHECK (mixed.offsets.numMatched == 3);
    CHECK (mixed.velocities.numMatched == 0);
    // A level line at the mean, .2, is more than a tenth from 0 and from 1.
    const auto level = noteScores (scaleOf ({ 20, 20, 20, 20, 100 }), scaleOf ({ 50, 50, 50, 50, 50 }));
    CHECK (level.velocities.numMatched == 0);
    // All reference velocities equal: the range counts as 1.
    CHECK (noteScores (scaleOf ({ 64, 64 }), scaleOf ({ 1, 127 })).velocities.numMatched == 2);
}

TEST_CASE ("Velocities of notes that begin together are correlated, wherever those end")
{
    auto found = scaleOf ({ 30, 50, 70 });
    for (auto& note : found)
        note.endSeconds += 1.0;
    CHECK (noteScores (scaleOf ({ 20, 60, 100 }), found).velocityCorrelation == Approx (1.0));
    CHECK (noteScores (scaleOf ({ 100, 60, 20 }), found).velocityCorrelation == Approx (-1.0));
    // Deviations (-1, 0, 1) and (1, -2, 1): nothing in common.
    CHECK (noteScores (scaleOf ({ 20, 60, 100 }), scaleOf ({ 60, 30, 60 })).velocityCorrelation ==
           Approx (0.0).margin (1e-12));
    CHECK (noteScores (scaleOf ({ 20, 60 }), scaleOf ({ 50, 50 })).velocityCorrelation == 0.0);
    CHECK (noteScores ({}, found).velocityCorrelation == 0.0);
}

TEST_CASE ("Only notes that match in offset have a velocity to compare")
{
    auto found = scaleOf ({ 20, 60, 100 });
    found[2].endSeconds += 1.0;
    found[2].velocity = 1; // would bend the line
    const auto scores = noteScores (scaleOf ({ 20, 60, 100 }), found);
    CHECK (scores.onsets.numMatched == 3);
    CHECK (scores.offsets.numMatched == 2);
    CHECK (scores.velocities.numMatched == 2);
    CHECK (scores.velocities.fMeasure() == Approx (2.0 / 3.0));
    CHECK (noteScores ({}, found).velocities.fMeasure() == 0.0);
    CHECK (noteScores (found, {}).velocities.fMeasure() == 0.0);
}
