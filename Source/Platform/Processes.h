// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

/** Other programs. None is started by a shell: a name is never a command. */
namespace unbraid::platform
{

/** The number of this process. [any] */
int processId() noexcept;

/** False where a process of this machine is known to be gone. [worker] */
bool mayBeRunning (int process) noexcept;

/** How a program ended that was started. */
struct ProgramEnd
{
    std::error_code failure{}; // it was not started; `std::errc::no_such_file_or_directory`: it is not
                               // installed; `std::errc::no_child_process`: its end is not known
    int exitStatus = 0;
};

/** Runs a program of the search path and waits for its end.
    words                  its name and its arguments, UTF-8
    input, output, errors  descriptors of its standard streams; input below 0: empty
    [worker] */
ProgramEnd runProgram (const std::vector<std::string>& words, int input, int output, int errors);

/** Path that a program opens to read its standard input as a file, in which it can seek; as ffmpeg writes it. */
extern const char* const standardInputUrl;

/** Goes on as another program, with the streams of this one: does not return when that works. Where a process cannot become
    another, this one ends with the other's exit status.
    [worker] */
std::error_code becomeProgram (const std::filesystem::path& program,
                               const std::vector<std::string>& arguments);

} // namespace unbraid::platform
