// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/NoteScores.h"

#include <catch2/catch.hpp>

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
