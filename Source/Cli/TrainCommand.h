// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/CommandLine.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** `unbraid train`: recordings of each source -> a dictionary file. arguments  the program's, kept as the
    dictionary's `command`. */
void addTrainCommand (CommandLine& program, const std::vector<std::string>& arguments);

/** `unbraid train --unfold`: hands over to the program `unbraid-unfold` that lies beside this one. Does not return when
    it works; nothing where the command line asks for something else.
    arguments  the program's
    returns    the exit code, after the error was printed */
std::optional<int> trainUnfolded (const std::vector<std::string>& arguments);

} // namespace unbraid::cli
