// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Midi/ScoreGuide.h"

#include <string>

namespace unbraid::python
{

/** A score that guides a separation. */
struct ScoreSpec
{
    std::string file;           // MIDI; empty: none
    int split = -1;             // note; below 0: parts are channels
    double offsetSeconds = 0.0; // of its beginning
};

/** A UserWarning, of the line that called the package. Takes the interpreter's lock. */
void warn (const char* sentence);

/** The notes that guide the separation; none without a score. Throws a Failure where the score cannot be read, or does not suit. */
midi::Guide guideFor (const core::Dictionary& dictionary, const ScoreSpec& spec);

} // namespace unbraid::python
