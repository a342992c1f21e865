// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/LiveCommand.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

constexpr auto programName = "unbraid-live";

/** Beside this program; where the system does not tell where that is, wherever programs are looked for. */
std::string liveProgram()
{
    std::error_code failure;
    const auto self = fs::read_symlink ("/proc/self/exe", failure);
    return failure ? programName : (self.parent_path() / programName).string();
}

/** Does not return when it works: the other program takes this one's place. */
int runLive (std::vector<std::string> arguments)
{
    auto program = liveProgram();
    std::vector<char*> words{ program.data() };
    for (auto& argument : arguments)
        words.push_back (argument.data());
    words.push_back (nullptr);
    ::execvp (program.c_str(), words.data());
    const int why = errno;
    return fail ({ "the live program cannot be started", program,
                   why == ENOENT ? "no such file" : std::generic_category().message (why),
                   why == ENOENT ? "an installation with JUCE" : "" });
}
} // namespace

void addLiveCommand (CLI::App& app, Command& chosen)
{
    auto* command = app.add_subcommand ("live", "Take a microphone apart while it plays");
    command->set_help_flag(); // the other program's
    command->prefix_command();
    command->callback ([command, &chosen]
                       { chosen = [arguments = command->remaining()] { return runLive (arguments); }; });
}

} // namespace unbraid::cli
