// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The program behind `unbraid train --unfold`: apart from `unbraid`, which needs no library for gradients.
#include "Cli/Commands/UnfoldCommand.h"
#include "Cli/Console/Console.h"
#include "Core/Support/Caught.h"
#include "Platform/Machine.h"
#include "Platform/Terminal.h"
#include "Unfolding/Machine.h"

#include <exception>

int main (int argc, char** argv)
{
    using namespace unbraid;
    platform::keepFreedMemory();
    try
    {
        training::Ranks alone;
        const auto words = platform::startProgram (argc, argv);
        const std::vector<std::string> arguments (words.begin() + 1, words.end());
        unfolding::chooseKernels (arguments);
        return cli::runUnfold (arguments, alone);
    }
    catch (const std::exception& error) // no memory, or a library that gives up
    {
        return cli::fail ({ "the work failed", {}, core::reasonOf (error), {} });
    }
}
