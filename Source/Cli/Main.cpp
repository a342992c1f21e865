// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/AlignCommand.h"
#include "Cli/Commands/DecomposeCommand.h"
#include "Cli/Commands/DictionariesCommand.h"
#include "Cli/Commands/EvaluateCommand.h"
#include "Cli/Commands/FitCommand.h"
#include "Cli/Commands/InspectCommand.h"
#include "Cli/Commands/LiveCommand.h"
#include "Cli/Commands/RepairCommand.h"
#include "Cli/Commands/SeparateCommand.h"
#include "Cli/Commands/TrainCommand.h"
#include "Cli/Commands/TranscribeCommand.h"
#include "Cli/Commands/UpmixCommand.h"
#include "Cli/Console/Console.h"
#include "Platform/Paths.h"
#include "Platform/Terminal.h"

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

namespace
{
using namespace unbraid;

/** A variable's name in a column of its own. */
std::string spaced (std::string name)
{
    constexpr size_t column = 22;
    name.resize (std::max (name.size() + 1, column), ' ');
    return name;
}

int run (const std::vector<std::string>& arguments)
{
    cli::CommandLine program ("unbraid", "Separates recordings into their sources, in real time, by NMF.");
    program.setVersion ("unbraid " UNBRAID_VERSION);
    cli::addSeparateCommand (program);
    cli::addTrainCommand (program, arguments);
    cli::addFitCommand (program, arguments);
    cli::addTranscribeCommand (program);
    cli::addAlignCommand (program);
    cli::addUpmixCommand (program);
    cli::addRepairCommand (program);
    cli::addDecomposeCommand (program, arguments);
    cli::addInspectCommand (program);
    cli::addEvaluateCommand (program);
    cli::addDictionariesCommand (program);
    cli::addLiveCommand (program);
    program.example ("unbraid separate interview.wav --only speech --out clean.wav",
                     "a voice without its noise");
    program.example ("unbraid separate song.wav --dictionary band --out stems", "a file for each source");
    program.example ("unbraid separate --help", "the options of a command");
    program.note (
        std::string ("Environment:\n  UNBRAID_DICTIONARIES  folders of dictionaries, separated by ") +
        (platform::listSeparator == ':' ? "colons" : "semicolons") + ", searched before all others\n  " +
        spaced (platform::temporaryFolderVariable) + "folder for temporary files");
    return program.execute ({ arguments.begin() + 1, arguments.end() });
}
} // namespace

int main (int argc, char** argv)
{
    try
    {
        return run (platform::startProgram (argc, argv));
    }
    catch (const std::exception& error) // no memory, or a file system that misbehaves
    {
        return cli::fail ({ "the work failed", error.what(), {}, {} });
    }
}
