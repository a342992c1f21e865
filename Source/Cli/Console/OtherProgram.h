// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace unbraid::cli
{

/** Another of our programs, which takes over a part of the work because of what it is linked with. */
struct OtherProgram
{
    const char* name;    // "unbraid-live"; it lies beside this program
    const char* what;    // "live program", for the error
    const char* allowed; // "an installation with JUCE"
};

/** Becomes that program: does not return when it works.
    returns  the exit code, after the error was printed */
int become (const OtherProgram& program, const std::vector<std::string>& arguments);

} // namespace unbraid::cli
