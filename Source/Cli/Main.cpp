// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/AlignCommand.h"
#include "Cli/DecomposeCommand.h"
#include "Cli/DictionariesCommand.h"
#include "Cli/EvaluateCommand.h"
#include "Cli/FitCommand.h"
#include "Cli/InspectCommand.h"
#include "Cli/Interrupt.h"
#include "Cli/LiveCommand.h"
#include "Cli/SeparateCommand.h"
#include "Cli/TrainCommand.h"
#include "Cli/TranscribeCommand.h"
#include "Cli/UpmixCommand.h"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace
{
using namespace unbraid;

/** CLI11's words for a wrong command line, as one line. */
int failToParse (const CLI::App& app, const CLI::ParseError& error)
{
    std::string command = "unbraid";
    for (const auto* subcommand : app.get_subcommands())
        command += " " + subcommand->get_name();
    return cli::fail ({ std::string (error.what()) + "; see " + command + " --help", {}, {}, {} },
                      cli::exitWrongUse);
}

/** CLI11 takes [a,b] for a list; a file or folder of such a name is spelt otherwise. Last argument first, as
    CLI11 wants them. */
std::vector<std::string> withoutLists (const std::vector<std::string>& arguments)
{
    std::vector<std::string> plain;
    for (size_t i = arguments.size(); i-- > 1;)
    {
        const auto& argument = arguments[i];
        const bool looksLikeList = argument.starts_with ('[') && argument.ends_with (']');
        plain.push_back (arguments[1] == "separate" && looksLikeList ? "./" + argument : argument);
    }
    return plain;
}

int run (const std::vector<std::string>& arguments)
{
    if (const auto exitCode = cli::trainUnfolded (arguments))
        return *exitCode;
    CLI::App app ("Real-time NMF source separation: recordings into their sources.", "unbraid");
    app.set_version_flag ("--version", "unbraid " UNBRAID_VERSION);
    app.require_subcommand (1);
    cli::Command chosen;
    cli::addSeparateCommand (app, chosen);
    cli::addTrainCommand (app, chosen, arguments);
    cli::addFitCommand (app, chosen, arguments);
    cli::addTranscribeCommand (app, chosen);
    cli::addAlignCommand (app, chosen);
    cli::addUpmixCommand (app, chosen);
    cli::addDecomposeCommand (app, chosen, arguments);
    cli::addInspectCommand (app, chosen);
    cli::addEvaluateCommand (app, chosen);
    cli::addDictionariesCommand (app, chosen);
    cli::addLiveCommand (app, chosen);
    try
    {
        app.parse (withoutLists (arguments));
    }
    catch (const CLI::Success& asked) // --help, --version
    {
        return app.exit (asked);
    }
    catch (const CLI::ParseError& error)
    {
        return failToParse (app, error);
    }

    cli::catchInterrupts();
    const int exitCode = chosen();
    if (! std::cout.flush())
        return cli::fail ({ "the report cannot be written", "standard output", {}, {} });
    return exitCode;
}
} // namespace

int main (int argc, char** argv)
{
    try
    {
        return run (std::vector<std::string> (argv, argv + argc));
    }
    catch (const std::exception& error) // no memory, or a file system that misbehaves
    {
        return cli::fail ({ "the work failed", error.what(), {}, {} });
    }
}
