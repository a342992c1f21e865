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

/** `unbraid upmix`: a mono recording spread into stereo by its sources. Sets `chosen` when the command line asks for
    it. */
void addUpmixCommand (CLI::App& app, Command& chosen);

} // namespace unbraid::cli
