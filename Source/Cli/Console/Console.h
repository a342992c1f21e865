// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Core/Support/Words.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace unbraid::cli
{

/** Exit codes, on which scripts rely. */
enum ExitCode : int
{
    exitDone = 0,
    exitFailed = 1,  // the work could not be done
    exitWrongUse = 2 // the command line makes no sense
};

/** Prints the error as one line on standard error, whatever the names in it hold, and returns `code`.
    [any]
 */
int fail (const core::Error& error, ExitCode code = exitFailed);

/** The error of work that the user interrupted. */
core::Error cancelled();

/** Ends a command, with the exit code it carries. Thrown by `orFail` and `orRefuse`, on the thread of the command alone, and caught where
    commands are run. */
struct Failure
{
    core::Error error;
    ExitCode code;
};

/** The value; without one the command ends as `code` says. Throws Failure. [the command's thread] */
template <class T>
T orEnd (core::Result<T> result, ExitCode code)
{
    if (! result.ok())
        throw Failure{ result.error(), code };
    return std::move (result).value();
}

/** The value; without one the work could not be done. Throws Failure. [the command's thread] */
template <class T>
T orFail (core::Result<T> result)
{
    return orEnd (std::move (result), exitFailed);
}

/** The value; without one the command line makes no sense. Throws Failure. [the command's thread] */
template <class T>
T orRefuse (core::Result<T> result)
{
    return orEnd (std::move (result), exitWrongUse);
}

/** The value; without one the work could not be done or the user stopped it, which is said in the console's words. Throws Failure.
    [the command's thread] */
template <class T>
T orStop (core::Result<T> result)
{
    return orFail (! result.ok() && result.error().cancelled ? core::Result<T> (cancelled())
                                                             : std::move (result));
}

/** Prints the same of a message that was made from an error elsewhere. [any] */
void sayFailed (const std::string& message);

/** Prints a line on standard error about something that the user should know, though the work was done. [any] */
void warn (const std::string& sentence);

/** The number with its noun: "1 atom", "12 atoms"; `plural` where an s is not enough. [any] */
std::string counted (std::int64_t number, const std::string& noun, const std::string& plural = {});

/** The error of a wrong value, for `exitWrongUse`: "--threads takes 1 to 1024, not '0'". */
core::Error wrongValue (const std::string& option, const std::string& value, const std::string& allowed);

/** The same where what was found is not a value: "--group takes each component once, not component 3 twice". */
core::Error wrongArgument (const std::string& option, const std::string& found, const std::string& allowed);

/** The error of an option that says nothing without another: "--reduction needs --only SOURCE". */
core::Error missingPartner (const std::string& option, const std::string& partner);

/** The text with control characters replaced, so that it stays on one line. */
std::string oneLine (std::string_view text);

/** `digits` decimals. */
std::string fixedPoint (double number, int digits);

using core::joinedByOr;

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
