// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

namespace unbraid::cli
{

/** `unbraid inspect`: what is in a dictionary, as text, JSON or a picture. Sets `chosen` when the command
    line asks for it. */
void addInspectCommand (CommandLine& program);

} // namespace unbraid::cli
