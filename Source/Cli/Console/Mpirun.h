// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace unbraid::cli
{

/** Whether `mpirun`, or what does its work, started this process to be one of several; no where UNBRAID_MPI is off. */
bool isUnderMpirun();

/** Whether the work of this command line is for all processes that `mpirun` started: archives and incremental trainings,
    which they share; and, with more than one process, trainings in memory and archives without a table, which are then
    refused, as each would write the same files. All else is done by each process by itself.
    arguments  with the program's name */
bool isForAllRanks (const std::vector<std::string>& arguments);

/** Becomes the program that talks to the other processes: does not return when it works.
    arguments  without the program's name
    returns    the exit code, after the error was printed */
int becomeRank (const std::vector<std::string>& arguments);

/** Becomes the trainer of unfolded dictionaries, or under `mpirun` the one that talks to the other processes.
    returns  as `becomeRank` */
int becomeUnfoldTrainer (const std::vector<std::string>& arguments);

} // namespace unbraid::cli
