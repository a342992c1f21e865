// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Cli/Train/TrainArguments.h"
#include "Training/Drums/KitRecording.h"
#include "Training/Methods/KitTraining.h"

namespace unbraid::cli
{

/** The options of `train` for one recording of a kit, as they are written. */
struct PlayedKitArguments
{
    std::string recording;          // empty: the hits are sorted by hand, in --source
    std::vector<std::string> names; // TIME=NAME
    std::string hitsFolder;         // empty: the hits are not written
};

using PlayedHits = std::vector<training::PlayedHit>;

void addPlayedKitOptions (CommandLine& command, PlayedKitArguments& arguments);

/** Error: recordings sorted by hand and a kit that is not, or neither; options of the one without it. */
core::Status checkUse (const PlayedKitArguments& arguments, bool hasSources);

/** The names that the user gives. Error: wrong use. */
core::Result<std::vector<training::GivenName>> givenNames (const PlayedKitArguments& arguments);

/** Finds and names the hits, with a progress bar. Error: as `training::readPlayedHits`. [worker] */
core::Result<PlayedHits> findPlayedHits (const PlayedKitArguments& arguments);

/** NAME=RECORDING for each drum that was found, in the order of a kit. */
std::vector<std::string> sourcesOf (const PlayedHits& hits, const std::string& recording);

/** The files that `presentHits` writes are outputs of the command. */
void tellOutputs (const PlayedKitArguments& arguments, const PlayedHits& hits, FileGuard& files);

/** Prints a line for each hit, time, drum, certainty and number of its sound, and writes the files; nothing without hits.
    [worker] error: a file that cannot be written; no kit can be learned from the hits */
core::Status presentHits (const PlayedKitArguments& arguments, const PlayedHits& hits);

} // namespace unbraid::cli
