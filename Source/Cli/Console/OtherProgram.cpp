// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/OtherProgram.h"

#include "Cli/Console/Console.h"
#include "Platform/Paths.h"
#include "Platform/Processes.h"

#include <filesystem>

namespace unbraid::cli
{

namespace
{
/** Beside this program; where the system does not tell where that is, wherever programs are looked for. */
std::filesystem::path pathOf (const OtherProgram& program)
{
    return platform::programFolder() / (std::string (program.name) + platform::programEnding);
}
} // namespace

int become (const OtherProgram& program, const std::vector<std::string>& arguments)
{
    const auto path = pathOf (program);
    const auto why = platform::becomeProgram (path, arguments);
    const bool isMissing = why == std::errc::no_such_file_or_directory;
    return fail (
        { std::string ("the ") + program.what + (isMissing ? " is not installed" : " cannot be started"),
          path.string(), isMissing ? "no such file" : why.message(), isMissing ? program.allowed : "" });
}

} // namespace unbraid::cli
