// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ScoreTable.h"

#include "Cli/Console/Console.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
using Cells = std::vector<std::vector<std::string>>; // [rows][columns]
using Columns = std::vector<ScoreColumn>;
using Rows = std::vector<ScoreRow>;

constexpr size_t minForMedian = 3; // of two the median is the mean

std::string shown (const std::optional<double>& value, int digits)
{
    return value ? fixedPoint (*value, digits) : "-";
}

std::string padded (const std::string& text, size_t width, bool toTheRight)
{
    const std::string space (width - std::min (width, text.size()), ' ');
    return toTheRight ? space + text : text + space;
}

/** numNames  first columns that are aligned to the left */
std::string aligned (const Cells& cells, size_t numNames)
{
    std::vector<size_t> widths (cells.front().size(), 0);
    for (const auto& row : cells)
        for (size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max (widths[c], row[c].size());
    std::string table;
    for (const auto& row : cells)
    {
        for (size_t c = 0; c < row.size(); ++c)
            table += (c == 0 ? "" : "  ") + padded (row[c], widths[c], c >= numNames);
        table += "\n";
    }
    return table;
}

Columns shownColumns (const Rows& rows, const Columns& columns, bool withInput)
{
    Columns kept;
    for (const auto& column : columns)
        if (column.isShown && (withInput || ! column.isOfInput) && averages (rows, column).count > 0)
            kept.push_back (column);
    return kept;
}

void addTitles (const Columns& columns, std::vector<std::string>& line)
{
    for (const auto& column : columns)
        line.push_back (column.title);
}

void addAverages (const Rows& rows, const Columns& columns, std::optional<double> Averages::*which,
                  std::vector<std::string>& line)
{
    for (const auto& column : columns)
        line.push_back (shown (averages (rows, column).*which, column.digits));
}

std::string fileTable (const Rows& rows, const Columns& columns)
{
    Cells cells{ { "" } };
    addTitles (columns, cells.back());
    for (const auto& row : rows)
    {
        cells.push_back ({ oneLine (row.comparison.name) });
        for (const auto& column : columns)
            cells.back().push_back (shown (column.value (row), column.digits));
    }
    cells.push_back ({ "mean" });
    addAverages (rows, columns, &Averages::mean, cells.back());
    if (rows.size() >= minForMedian)
    {
        cells.push_back ({ "median" });
        addAverages (rows, columns, &Averages::median, cells.back());
    }
    return aligned (cells, 1);
}

/** The rows with the input's scores instead of the estimate's. */
Rows inputRows (Rows rows)
{
    std::erase_if (rows, [] (const ScoreRow& row) { return ! row.input; });
    for (auto& row : rows)
        row.estimate = *row.input;
    return rows;
}

std::string classTable (const Rows& all, const Columns& columns)
{
    Cells cells{ { "class", "means of", "files" } };
    addTitles (columns, cells.back());
    for (const auto& [name, rows] : rowsByClass (all))
    {
        const auto add = [&, &className = name] (const std::string& title, const Rows& these,
                                                 std::optional<double> Averages::*which)
        {
            if (these.empty())
                return;
            cells.push_back (
                { className.empty() ? "all" : oneLine (className), title, std::to_string (these.size()) });
            addAverages (these, columns, which, cells.back());
        };
        add ("estimate", rows, &Averages::mean);
        if (rows.size() >= minForMedian)
            add ("estimate, median", rows, &Averages::median);
        add ("input", inputRows (rows), &Averages::mean);
        for (const auto& [key, title] : methodsIn (rows))
            add (title, rowsOfMethod (rows, key), &Averages::mean);
    }
    return aligned (cells, 2);
}
} // namespace

std::string scoreTable (const Rows& rows, const Columns& columns)
{
    std::string text = fileTable (rows, shownColumns (rows, columns, true));
    const size_t numClasses = rowsByClass (rows).size();
    if (! methodsIn (rows).empty() || (numClasses > 1 && numClasses < rows.size()))
        text += "\n" + classTable (rows, shownColumns (rows, columns, false));
    return text;
}

} // namespace unbraid::cli
