// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program behind `mpirun -n N unbraid`: apart from `unbraid`, which needs no MPI.
#include "Cli/Archives/MpiSharing.h"
#include "Cli/Program.h"
#include "Cli/RankProgram.h"

int main (int argc, char** argv)
{
    using namespace unbraid;
    parallel::MpiSession session (argc, argv);
    return cli::runRank (session,
                         [&]
                         {
                             const auto sharing = std::make_shared<cli::MpiSharing> (session.ranks());
                             return cli::runProgram (std::vector<std::string> (argv, argv + argc),
                                                     { session.ranks(), sharing });
                         });
}
