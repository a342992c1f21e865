// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console.h"

namespace CLI
{
class App;
}

namespace unbraid::cli
{

/** `unbraid transcribe`: the notes of a recording as a MIDI file. Sets `chosen` when the command line asks for it. */
void addTranscribeCommand (CLI::App& app, Command& chosen);

} // namespace unbraid::cli
