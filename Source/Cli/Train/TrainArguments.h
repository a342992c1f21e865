// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** The command line of `train` as it is written. */
struct TrainArguments
{
    std::vector<std::string> sources;  // NAME=PATH, then further PATHs of that NAME
    std::vector<std::string> excluded; // file names, with * and ?
    std::vector<std::string> ranks;    // NAME=K or NAME=auto
    std::vector<std::string> onsets;   // NAME=K
    std::vector<std::string> offsets;  // NAME=SEMITONES
    std::vector<std::string> notes;    // NAME
    std::vector<std::string> harmonic; // NAME
    std::vector<std::string> patterns; // NAME
    std::vector<std::string> noise;    // NAME
    std::vector<std::string> mixer;    // KEY=VALUE
    std::string divergence = "is";
    std::string spectrum = "power";
    double windowMs = 32.0;
    Eigen::Index defaultRank = 64; // where `ranks` says nothing
    double heldOutPercent = 5.0;
    training::TrainingSpec spec; // the rest
};

using Materials = std::vector<training::SourceMaterial>;

/** The sources in the order of their first mention; paths are taken as they are. Error: wrong use. */
core::Result<Materials> materialsFrom (const TrainArguments& arguments);

/** The source that an option names. Error: wrong use of the option. */
core::Result<training::SourceMaterial*> named (Materials& materials, const std::string& name,
                                               const std::string& option);

/** The settings. Error: wrong use. */
core::Result<training::TrainingSpec> specFrom (const TrainArguments& arguments);

/** Puts the sound files of folders and patterns in their place, without the excluded ones; warns of a name that excludes none.
    Error: as `matchingSounds`, a source of which nothing is left. [worker] */
core::Status expandFolders (const std::vector<std::string>& excluded, const std::vector<Materials*>& lists);

/** The error of a training that did not end, which says how to resume it where it left a checkpoint. [worker] */
core::Error stoppedTraining (core::Error error, const std::filesystem::path& checkpoint);

/** The command line that does the same again in a shell; what changes only the way there is left out: threads,
    checkpoints, the curve.
    arguments  those of the program */
std::string commandLine (const std::vector<std::string>& arguments);

} // namespace unbraid::cli
