// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/TranscribeScores.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/Guide.h"
#include "Midi/MidiScore.h"

#include <iostream>

namespace unbraid::cli
{

namespace
{
Json scoresJson (const evaluation::MatchScores& scores)
{
    return { { "notes", scores.numReference },
             { "matched", scores.numMatched },
             { "precision", scores.precision() },
             { "recall", scores.recall() },
             { "f_measure", scores.fMeasure() } };
}

void printLine (const char* name, const evaluation::MatchScores& scores)
{
    std::cout << name << ": precision " << fixedPoint (scores.precision(), 3) << ", recall "
              << fixedPoint (scores.recall(), 3) << ", F " << fixedPoint (scores.fMeasure(), 3) << "\n";
}
} // namespace

core::Result<evaluation::NoteScores> scoresOf (const std::vector<core::TranscribedNote>& notes,
                                               const std::filesystem::path& reference)
{
    const auto score = readScoreFile (reference);
    if (! score.ok())
        return score.error();
    std::vector<evaluation::NoteSpan> truth, found;
    for (const auto& note : midi::notesOf (score.value()))
        truth.push_back ({ note.beginSeconds, note.endSeconds, note.pitch, note.velocity });
    for (const auto& note : notes)
        found.push_back ({ note.beginSeconds, note.endSeconds, note.pitch, note.velocity });
    return evaluation::noteScores (truth, found);
}

void addScores (const evaluation::NoteScores& scores, Json& report)
{
    report["onsets"] = scoresJson (scores.onsets);
    report["offsets"] = scoresJson (scores.offsets);
    report["velocities"] = scoresJson (scores.velocities);
    report["velocity_correlation"] = scores.velocityCorrelation;
}

void printScores (const evaluation::NoteScores& scores)
{
    printLine ("onsets within 50 ms", scores.onsets);
    printLine ("and offsets within 50 ms or a fifth", scores.offsets);
    printLine ("and velocities within a tenth", scores.velocities);
    std::cout << "velocities of notes whose onsets match: correlation "
              << fixedPoint (scores.velocityCorrelation, 2) << "\n";
}

} // namespace unbraid::cli
