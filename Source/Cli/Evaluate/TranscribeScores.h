// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/JsonOutput.h"
#include "Cli/Separate/Transcription.h"
#include "Evaluation/NoteScores.h"

namespace unbraid::cli
{

/** Scores of notes against those of a MIDI file. [worker] errors: a file that cannot be read, or has no notes */
core::Result<evaluation::NoteScores> scoresOf (const std::vector<core::TranscribedNote>& notes,
                                               const std::filesystem::path& reference);

/** Adds onsets, offsets and velocities. */
void addScores (const evaluation::NoteScores& scores, Json& report);

/** A line for each of the three. */
void printScores (const evaluation::NoteScores& scores);

} // namespace unbraid::cli
