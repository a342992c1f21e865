// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/ResultTable.h"

#include <string_view>

namespace unbraid::cli
{

/** The format of a table. */
enum class TableFormat
{
    csv,
    jsonLines
};

/** The first line of a table; empty where there is none. */
std::string tableHead (TableFormat format, const std::vector<std::string>& columns);

/** One row with its line's end. */
std::string tableRow (TableFormat format, const std::vector<std::string>& columns, const ResultRow& row);

/** True where the name of a file is unambiguous in a table: CSV keeps bytes as they are, JSON holds UTF-8. */
bool canHold (TableFormat format, const std::string& file);

/** A row and its text. */
struct ReadRow
{
    ResultRow row; // the file and the state
    std::string text;
};

/** The complete rows of the text below its head, up to the first that is not complete.
    [worker] error: text that is no table with these columns; without `what` and `where` */
core::Result<std::vector<ReadRow>> rowsOf (TableFormat format, const std::vector<std::string>& columns,
                                           std::string_view text);

} // namespace unbraid::cli
