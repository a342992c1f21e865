// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unit/Cli/Workplace.h"

namespace unbraid::test
{

/** Options that let several ranks share a small machine, and the root of a container start them. MPI asks hwloc what the
    machine has; without `gl` that connects to no X server, which might end meanwhile, and the rank with it. */
inline const std::string mpirun =
    "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 HWLOC_COMPONENTS=-gl '" UNBRAID_MPIRUN
    "' --oversubscribe --bind-to none -n ";

/** A command line of the program on two ranks, whose second one is killed once `file` exists; ends as mpirun does. Each
    rank writes its process into a file: the programs that it becomes keep the number. */
inline std::string killedAtTwoRanks (const std::string& arguments, const std::string& file)
{
    return mpirun + "2 sh -c 'echo $$ > pid.$OMPI_COMM_WORLD_RANK; exec \"$U\" " + arguments + "' & m=$!; " +
           "while [ ! -s " + file + " ] && kill -0 $m; do sleep 0.01; done; kill -9 $(cat pid.1); wait $m";
}

/** Runs a command line that works and prints how many ranks do it. */
inline void runAtRanks (const Workplace& work, int numRanks, const std::string& arguments)
{
    const auto outcome = work.shell (mpirun + std::to_string (numRanks) + " \"$U\" " + arguments);
    INFO (outcome.err);
    CHECK (outcome.exitCode == 0);
    CHECK (outcome.out.starts_with (std::to_string (numRanks) + (numRanks == 1 ? " rank\n" : " ranks\n")));
}

} // namespace unbraid::test
