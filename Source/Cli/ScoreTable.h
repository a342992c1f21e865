// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Pairing.h"
#include "Cli/Scores.h"

#include <nlohmann/json_fwd.hpp>

namespace unbraid::cli
{

/** One comparison and its scores. */
struct ScoreRow
{
    Comparison comparison;
    Scores estimate;
    std::optional<Scores> input; // those of what was separated: what doing nothing would score
};

/** The rows for people: aligned, with the means below; "-" where there is no score. */
std::string scoreTable (const std::vector<ScoreRow>& rows);

/** The rows for programs; null where there is no score. */
nlohmann::json scoresAsJson (const std::vector<ScoreRow>& rows);

} // namespace unbraid::cli
