// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/LiveCommand.h"

#include "Cli/Console/OtherProgram.h"

namespace unbraid::cli
{

namespace
{
constexpr OtherProgram live{ "unbraid-live", "live program", "a build with JUCE (packages-plugin.txt)" };
} // namespace

void addLiveCommand (CommandLine& program)
{
    program.command ("live", "Separate a microphone's sound as it comes")
        .passOn ([] (const std::vector<std::string>& arguments) { return become (live, arguments); });
}

} // namespace unbraid::cli
