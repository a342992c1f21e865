// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/WorkSharing.h"
#include "Training/Ranks.h"

#include <memory>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** The processes that do the work of one command line: this one alone, unless the program gets others. */
struct Processes
{
    std::shared_ptr<training::Ranks> ranks = std::make_shared<training::Ranks>(); // of a training
    std::shared_ptr<WorkSharing> sharing = std::make_shared<WorkSharing>();       // of an archive
};

/** The program `unbraid` with all of its commands.
    arguments  with the program's name
    returns    the exit code */
int runProgram (const std::vector<std::string>& arguments, const Processes& processes);

} // namespace unbraid::cli
