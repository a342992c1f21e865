// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid live`: a microphone taken apart while it plays. Hands over to the program `unbraid-live` that lies beside
    this one, with all that follows the word `live`. */
void addLiveCommand (CommandLine& program);

} // namespace unbraid::cli
