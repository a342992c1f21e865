// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/WorkSharing.h"
#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid transcribe`: the notes of a recording as a MIDI file.
    sharing  of the files of an archive; stays as long as the program */
void addTranscribeCommand (CommandLine& program, WorkSharing& sharing);

} // namespace unbraid::cli
