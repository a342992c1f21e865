// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/JsonOutput.h"
#include "Cli/Evaluate/ScoreColumns.h"

namespace unbraid::cli
{

/** The rows for programs; null where there is no score.

        scores   one object a row, with one more for each compared method: `oracle_wiener`, ...
        mean, median, count    over the rows that have the score
        methods  by method, and `classes` by class: their own mean, median and count */
Json scoresAsJson (const std::vector<ScoreRow>& rows, const std::vector<ScoreColumn>& columns);

} // namespace unbraid::cli
