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

/** `unbraid align`: moves the notes of a score to where a recording plays them. Sets `chosen` when the command line asks
    for it. */
void addAlignCommand (CLI::App& app, Command& chosen);

} // namespace unbraid::cli
