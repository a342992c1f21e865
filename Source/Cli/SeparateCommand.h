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

/** `unbraid separate`: recordings -> one sound file per source. Sets `chosen` when the command line asks for
    it. */
void addSeparateCommand (CLI::App& app, Command& chosen);

} // namespace unbraid::cli
