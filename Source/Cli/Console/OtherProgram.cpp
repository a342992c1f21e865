// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/OtherProgram.h"

#include "Cli/Console/Console.h"
#include "Files/ProgramFolder.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace unbraid::cli
{

namespace
{
/** Beside this program; where the system does not tell where that is, wherever programs are looked for. */
std::string pathOf (const OtherProgram& program)
{
    return (files::programFolder() / program.name).string();
}
} // namespace

int become (const OtherProgram& program, std::vector<std::string> arguments)
{
    auto path = pathOf (program);
    std::vector<char*> words{ path.data() };
    for (auto& argument : arguments)
        words.push_back (argument.data());
    words.push_back (nullptr);
    ::execvp (path.c_str(), words.data());
    const int why = errno;
    return fail (
        { std::string ("the ") + program.what + (why == ENOENT ? " is not installed" : " cannot be started"),
          path, why == ENOENT ? "no such file" : std::generic_category().message (why),
          why == ENOENT ? program.allowed : "" });
}

} // namespace unbraid::cli
