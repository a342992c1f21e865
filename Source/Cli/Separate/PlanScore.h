// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"

#include <string>

namespace unbraid::cli
{

/** Whether a score can guide a dictionary: by notes, or by the hits of drums. */
bool takesNotes (const core::Dictionary& dictionary);

/** Reads a score for a dictionary, which becomes that of the score's parts.
    name   as the command line calls the dictionary
    notes  receives the guide
    Errors: those of reading, a score that does not suit the dictionary, `--split` with one of drums. */
core::Status guideByScore (const std::string& file, const SeparationOptions& options, const std::string& name,
                           core::Dictionary& dictionary, Guide& notes);

} // namespace unbraid::cli
