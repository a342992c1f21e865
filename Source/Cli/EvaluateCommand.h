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

/** `unbraid evaluate`: scores of separated sounds against true ones. Sets `chosen` when the command line asks
    for it. */
void addEvaluateCommand (CLI::App& app, Command& chosen);

} // namespace unbraid::cli
