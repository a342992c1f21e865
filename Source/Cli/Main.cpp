// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Console.h"
#include "Cli/Console/Mpirun.h"
#include "Cli/Program.h"
#include "Core/Support/Caught.h"
#include "Platform/Terminal.h"

#include <exception>

int main (int argc, char** argv)
{
    using namespace unbraid;
    try
    {
        const auto arguments = platform::startProgram (argc, argv);
        if (cli::isForAllRanks (arguments))
            return cli::becomeRank ({ arguments.begin() + 1, arguments.end() });
        return cli::runProgram (arguments, {});
    }
    catch (const std::exception& error) // no memory, or a file system that misbehaves
    {
        return cli::fail ({ "the work failed", {}, core::reasonOf (error), {} });
    }
}
