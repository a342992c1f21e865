// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Evaluate/Pairing.h"
#include "Cli/Evaluate/Scores.h"

namespace unbraid::cli
{

/** The scores of a compared method, instead of the estimate. */
struct MethodScores
{
    std::string key;   // for programs
    std::string title; // for people
    Scores scores;
};

/** One comparison and its scores. */
struct ScoreRow
{
    Comparison comparison;
    std::string className; // what it is averaged with; empty: not known
    Scores estimate;
    std::optional<Scores> input; // those of what was separated: what doing nothing would score
    std::vector<MethodScores> methods;
};

} // namespace unbraid::cli
