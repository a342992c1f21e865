// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"
#include "Core/Support/Progress.h"
#include "Core/Transcription/NoteList.h"
#include "Core/Transcription/Transcriber.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace unbraid::cli
{

/** Notes of a recording, and what it is tuned to. */
struct TranscribedRecording
{
    std::vector<core::TranscribedNote> notes;
    double tuningHz = 0.0; // of A4
};

/** The notes of a recording in order of their beginnings. The file is processed block by block.
    plan        of a dictionary with pitches or drums
    tuningHz    of the recording's A4; empty: it is found
    onProgress  called with the share done
    [worker] errors: those of reading and of the engine, or cancelled by the user */
core::Result<TranscribedRecording> transcribe (const SeparationPlan& plan,
                                               const core::NoteFindingSettings& settings,
                                               const std::filesystem::path& recording,
                                               std::optional<double> tuningHz,
                                               const core::Progress& onProgress);

} // namespace unbraid::cli
