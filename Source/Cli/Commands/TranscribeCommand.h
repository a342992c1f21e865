// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid transcribe`: the notes of a recording as a MIDI file. */
void addTranscribeCommand (CommandLine& program);

} // namespace unbraid::cli
