// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Evaluate/ScoreRow.h"

#include <functional>
#include <map>

namespace unbraid::cli
{

/** One number of a row. */
struct ScoreColumn
{
    std::string title; // for people
    std::string key;   // for programs
    int digits = 2;
    bool isOfInput = false; // a score of what was separated
    bool isShown = true;    // to people; programs get all
    std::function<std::optional<double> (const ScoreRow&)> value;
};

/** The columns of a run. Keys name the definition: `sdr_v4_db`.
    withInput  scores of the inputs and the gain over them too */
std::vector<ScoreColumn> scoreColumns (std::optional<evaluation::BssVersion> bss, bool withInput);

/** Rows as their methods would have scored them: those that have a method, with its scores instead of
    the estimate's. */
std::vector<ScoreRow> rowsOfMethod (const std::vector<ScoreRow>& rows, const std::string& key);

/** The keys and titles of all methods in the rows, in the order they appear. */
std::vector<std::pair<std::string, std::string>> methodsIn (const std::vector<ScoreRow>& rows);

/** The rows of each class, by its name. */
std::map<std::string, std::vector<ScoreRow>> rowsByClass (const std::vector<ScoreRow>& rows);

/** Of the rows that have a score. */
struct Averages
{
    int count = 0;
    std::optional<double> mean; // empty: no row has it
    std::optional<double> median;
};

Averages averages (const std::vector<ScoreRow>& rows, const ScoreColumn& column);

} // namespace unbraid::cli
