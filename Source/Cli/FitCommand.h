// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console.h"

#include <string>
#include <vector>

namespace CLI
{
class App;
}

namespace unbraid::cli
{

/** `unbraid fit`: teaches a dictionary one recording, in which the user marked who rests where. Sets `chosen` when the
    command line asks for it.
    arguments  those of the program */
void addFitCommand (CLI::App& app, Command& chosen, const std::vector<std::string>& arguments);

} // namespace unbraid::cli
