// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** `unbraid decompose`: a recording into the components it is made of, with a picture to group them by. Sets
    `chosen` when the command line asks for it.
    arguments  of the program, for the dictionary's record */
void addDecomposeCommand (CommandLine& program, const std::vector<std::string>& arguments);

} // namespace unbraid::cli
