// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program behind `mpirun -n N unbraid train --unfold`.
#include "Cli/Commands/UnfoldCommand.h"
#include "Cli/RankProgram.h"
#include "Platform/Machine.h"
#include "Unfolding/Machine.h"

int main (int argc, char** argv)
{
    using namespace unbraid;
    platform::keepFreedMemory();
    unfolding::chooseKernels ({ argv + 1, argv + argc }); // before MPI knows this process
    parallel::MpiSession session (argc, argv);
    return cli::runRank (
        session,
        [&] { return cli::runUnfold (std::vector<std::string> (argv + 1, argv + argc), *session.ranks()); });
}
