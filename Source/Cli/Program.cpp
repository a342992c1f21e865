// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Program.h"

#include "Cli/Commands/AlignCommand.h"
#include "Cli/Commands/DebleedCommand.h"
#include "Cli/Commands/DecomposeCommand.h"
#include "Cli/Commands/DictionariesCommand.h"
#include "Cli/Commands/EnrolCommand.h"
#include "Cli/Commands/EvaluateCommand.h"
#include "Cli/Commands/FitCommand.h"
#include "Cli/Commands/InspectCommand.h"
#include "Cli/Commands/LiveCommand.h"
#include "Cli/Commands/MosaicCommand.h"
#include "Cli/Commands/RepairCommand.h"
#include "Cli/Commands/SeparateCommand.h"
#include "Cli/Commands/TrainCommand.h"
#include "Cli/Commands/TranscribeCommand.h"
#include "Cli/Commands/TreeCommand.h"
#include "Cli/Commands/UpmixCommand.h"
#include "Platform/Paths.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
/** A variable's name in a column of its own. */
std::string spaced (std::string name)
{
    constexpr size_t column = 22;
    name.resize (std::max (name.size() + 1, column), ' ');
    return name;
}
} // namespace

int runProgram (const std::vector<std::string>& arguments, const Processes& processes)
{
    CommandLine program ("unbraid", "Separates recordings into their sources, in real time, by NMF.");
    program.setVersion ("unbraid " UNBRAID_VERSION);
    auto& sharing = *processes.sharing;
    addSeparateCommand (program, sharing);
    addTrainCommand (program, arguments, processes.ranks);
    addFitCommand (program, arguments);
    addEnrolCommand (program, arguments);
    addTranscribeCommand (program, sharing);
    addAlignCommand (program);
    addUpmixCommand (program);
    addDebleedCommand (program);
    addRepairCommand (program);
    addDecomposeCommand (program, arguments);
    addMosaicCommand (program);
    addInspectCommand (program);
    addTreeCommand (program);
    addEvaluateCommand (program, sharing);
    addDictionariesCommand (program);
    addLiveCommand (program);
    program.example ("unbraid separate interview.wav --only speech --out clean.wav",
                     "a voice without its noise");
    program.example ("unbraid separate song.wav --dictionary band --out stems", "a file for each source");
    program.example ("unbraid separate --help", "the options of a command");
    program.note (
        std::string ("Environment:\n  UNBRAID_DICTIONARIES  folders of dictionaries, separated by ") +
        (platform::listSeparator == ':' ? "colons" : "semicolons") +
        ", searched before all others\n"
        "  UNBRAID_MPI=off       under mpirun each process works by itself, as if it were alone\n  " +
        spaced (platform::temporaryFolderVariable) + "folder for temporary files");
    return program.execute ({ arguments.begin() + 1, arguments.end() });
}

} // namespace unbraid::cli
