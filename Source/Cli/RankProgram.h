// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/Console.h"
#include "Core/Support/Caught.h"
#include "Parallel/MpiSession.h"

#include <exception>
#include <iostream>

namespace unbraid::cli
{

/** Says how many ranks there are, does the work of this one and leaves MPI.
    returns  the exit code */
template <class Work>
int runRank (parallel::MpiSession& session, const Work& work)
{
    std::cout << counted (session.ranks()->count(), "rank") << std::endl; // also into a pipe, before the work
    try
    {
        return session.leave (work());
    }
    catch (const std::exception& error) // no memory, or a file system that misbehaves
    {
        return session.leave (fail ({ "the work failed", {}, core::reasonOf (error), {} }));
    }
}

} // namespace unbraid::cli
