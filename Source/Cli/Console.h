// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <functional>
#include <string>
#include <string_view>

namespace unbraid::cli
{

/** How the program ends: what scripts rely on. */
enum ExitCode : int
{
    exitDone = 0,
    exitFailed = 1,  // the work could not be done
    exitWrongUse = 2 // the command line makes no sense
};

/** A command that was chosen and filled in on the command line; returns the exit code. */
using Command = std::function<int()>;

/** Prints the error as one line on standard error, whatever the names in it hold, and returns `code`.
    [any]
 */
int fail (const core::Error& error, ExitCode code = exitFailed);

/** The error of a wrong argument, for `exitWrongUse`. */
core::Error wrongArgument (std::string option, std::string found, std::string allowed);

/** The error of work that the user interrupted. */
core::Error cancelled();

/** The text with control characters replaced, so that it stays on one line. */
std::string oneLine (std::string_view text);

/** `digits` decimals. */
std::string fixedPoint (double number, int digits);

/** "a, b, c". */
template <class Names>
std::string joined (const Names& names)
{
    std::string line;
    for (const auto& name : names)
        line += (line.empty() ? "" : ", ") + std::string (name);
    return line;
}

} // namespace unbraid::cli
