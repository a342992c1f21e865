// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Mpirun.h"

#include "Cli/Console/OtherProgram.h"
#include "Platform/Paths.h"

#include <algorithm>
#include <array>

namespace unbraid::cli
{

namespace
{
constexpr OtherProgram unfold{ "unbraid-unfold", "trainer of unfolded dictionaries",
                               "a build with libtorch (Debian: libtorch-dev)" };
constexpr OtherProgram rank{
    "unbraid-mpi", "program for several processes",
    "a build with MPI (Debian: libopenmpi-dev), or UNBRAID_MPI=off for processes of their own"
};
constexpr OtherProgram unfoldRank{ "unbraid-unfold-mpi",
                                   "trainer of unfolded dictionaries for several processes",
                                   "a build with libtorch and MPI (Debian: libtorch-dev, libopenmpi-dev)" };

/** Set by Open MPI; by MPICH and Intel MPI; by what starts processes through PMIx, as Slurm's srun does. */
constexpr std::array traces{ "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK" };

/** Say how many were started: Open MPI; MPICH and Intel MPI; Slurm's srun. */
constexpr std::array counts{ "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS" };

bool isOneOfSeveral()
{
    return isUnderMpirun() && std::any_of (counts.begin(), counts.end(),
                                           [] (const char* name)
                                           {
                                               const auto count = platform::environment (name);
                                               return ! count.empty() && count != "1";
                                           });
}
} // namespace

bool isUnderMpirun()
{
    if (platform::environment ("UNBRAID_MPI") == "off")
        return false;
    return std::any_of (traces.begin(), traces.end(),
                        [] (const char* name) { return ! platform::environment (name).empty(); });
}

bool isForAllRanks (const std::vector<std::string>& arguments)
{
    const auto has = [&arguments] (const char* option)
    {
        return std::any_of (arguments.begin(), arguments.end(),
                            [option] (const std::string& argument)
                            { return argument.starts_with (option); }); // --table=FILE too
    };
    if (has ("--unfold"))
        return false;
    const bool isShared = has ("--incremental") || has ("--table");
    const bool wouldRepeat = has ("--recursive") || (arguments.size() > 1 && arguments[1] == "train");
    return (isShared && isUnderMpirun()) || (wouldRepeat && isOneOfSeveral());
}

int becomeRank (const std::vector<std::string>& arguments)
{
    return become (rank, arguments);
}

int becomeUnfoldTrainer (const std::vector<std::string>& arguments)
{
    return become (isUnderMpirun() ? unfoldRank : unfold, arguments);
}

} // namespace unbraid::cli
