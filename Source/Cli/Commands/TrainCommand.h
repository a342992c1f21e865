// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Training/Ranks.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** `unbraid train`: recordings of each source -> a dictionary file; with `--unfold` the work of the program
    `unbraid-unfold`, which lies beside this one. arguments  the program's, kept as the
    dictionary's `command`. ranks  the processes that share an incremental training */
void addTrainCommand (CommandLine& program, const std::vector<std::string>& arguments,
                      const std::shared_ptr<training::Ranks>& ranks);

} // namespace unbraid::cli
