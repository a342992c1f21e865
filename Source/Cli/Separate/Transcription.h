// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"
#include "Core/Support/Progress.h"
#include "Core/Transcription/NoteList.h"
#include "Core/Transcription/Transcriber.h"

#include <filesystem>
#include <vector>

namespace unbraid::cli
{

/** The notes of a recording in order of their beginnings. The file is processed block by block.
    plan        of a dictionary with pitches or drums
    onProgress  called with the share done
    [worker] errors: those of reading and of the engine, or cancelled by the user */
core::Result<std::vector<core::TranscribedNote>> transcribe (const SeparationPlan& plan,
                                                             const core::NoteFindingSettings& settings,
                                                             const std::filesystem::path& recording,
                                                             const core::Progress& onProgress);

} // namespace unbraid::cli
