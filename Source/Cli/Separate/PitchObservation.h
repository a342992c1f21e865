// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"
#include "Core/Guidance/ScoreAlignment.h"
#include "Core/Support/Progress.h"

#include <filesystem>
#include <optional>

namespace unbraid::cli
{

/** The level of each pitch of a dictionary in a recording, which is processed block by block.
    frameSeconds  of the roll; engine frames within one are averaged
    tuningHz      of the recording's A4; empty: it is found
    onProgress    called with the share done
    [worker] errors: those of reading and of the engine, or cancelled by the user */
core::Result<core::PitchRoll> observePitches (const SeparationPlan& plan,
                                              const std::filesystem::path& recording, double frameSeconds,
                                              std::optional<double> tuningHz,
                                              const core::Progress& onProgress);

} // namespace unbraid::cli
