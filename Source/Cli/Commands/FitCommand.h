// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** `unbraid fit`: teaches a dictionary one recording, in which the user marked who rests where.
    arguments  those of the program */
void addFitCommand (CommandLine& program, const std::vector<std::string>& arguments);

} // namespace unbraid::cli
