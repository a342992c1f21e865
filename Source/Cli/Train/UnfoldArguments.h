// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Train/TrainArguments.h"
#include "Files/DictionaryChange.h"
#include "Unfolding/UnfoldingTrainer.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

class CommandLine;

/** The command line of `train --unfold` as it is written. */
struct UnfoldArguments
{
    TrainArguments common;                // sources, ranks, divergence and so on, as every training has them
    std::vector<std::string> development; // NAME=PATH
    std::vector<std::string> songs;
    std::vector<std::string> songWeights; // one for each folder of songs, or none
    std::vector<std::string> developmentSongs;
    std::vector<std::string> modes{ "low", "balanced" };
    std::string recipe = "speech";
    bool isStereo = false;
    double faintShare = 0.0;            // of the mixtures of speech: a noise far below the voice
    std::optional<double> faintTo{};    // dB; none: as usual
    double eventsShare = 0.0;           // of them: short moments of recorded noises
    bool cleansPauses = false;          // of the voices
    double duetShare = 0.0;             // of them: two talkers, with next to no noise
    std::optional<double> longestGap{}; // between utterances, seconds; none: as usual
    std::optional<double> wideShare{};  // of them: recordings at their rate only; none: as the rate has it
    Eigen::Index othersAtoms = 0;       // of other voices as a source; 0: the mixtures have one voice
    Eigen::Index roomAtoms = 0;         // of the voice's late reverberation as a source; 0: it is noise
    std::string cache;
    std::string startFrom; // a dictionary file
    std::string adapted;   // name or file of a dictionary of which a change is learned; empty: a whole one is
    int changeRank = 4;    // of that change
    std::string out;
    std::string curve;
    double hopMs = 16.0;
    std::string optimiser = "adamw";
    std::string device = "cpu";
    double minutes = 0.0;          // after which it stops; 0: when it is done
    unfolding::UnfoldingSpec spec; // the rest
};

void addUnfoldOptions (CommandLine& command, UnfoldArguments& arguments);

/** Everything a training through the updates is started with. */
struct UnfoldingPlan
{
    unfolding::UnfoldingSpec spec;
    unfolding::CorpusSpec training;
    unfolding::CorpusSpec development;
    std::optional<files::ChangeBase> base{}; // that a change is learned for
};

/** Without development recordings one file in twenty of each source is kept apart for them.
    [worker] errors: wrong use; folders that cannot be read */
core::Result<UnfoldingPlan> planFrom (const UnfoldArguments& arguments, const std::string& command);

} // namespace unbraid::cli
