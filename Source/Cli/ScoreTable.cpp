// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/ScoreTable.h"

#include "Cli/Console.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace unbraid::cli
{

namespace
{
using Value = std::optional<double>;

/** One number of a row. */
struct Column
{
    const char* title; // for people
    const char* key;   // for programs
    int digits;
    bool needsInput; // shown only where inputs are known
    Value (*value) (const ScoreRow&);
};

Value inputValue (const ScoreRow& row, Value (*value) (const Scores&))
{
    return row.input ? value (*row.input) : Value();
}

Value siSdr (const Scores& scores)
{
    return scores.siSdrDb;
}
Value stoi (const Scores& scores)
{
    return scores.stoi;
}
Value estoi (const Scores& scores)
{
    return scores.estoi;
}
Value gainDb (const ScoreRow& row)
{
    return row.input ? Value (row.estimate.siSdrDb - row.input->siSdrDb) : Value();
}

constexpr std::array columns{
    Column{ "SI-SDR dB", "si_sdr_db", 2, false, [] (const ScoreRow& row) { return siSdr (row.estimate); } },
    Column{ "input dB", "input_si_sdr_db", 2, true,
            [] (const ScoreRow& row) { return inputValue (row, siSdr); } },
    Column{ "gain dB", "gain_db", 2, true, gainDb },
    Column{ "STOI", "stoi", 3, false, [] (const ScoreRow& row) { return stoi (row.estimate); } },
    Column{ "input", "input_stoi", 3, true, [] (const ScoreRow& row) { return inputValue (row, stoi); } },
    Column{ "ESTOI", "estoi", 3, false, [] (const ScoreRow& row) { return estoi (row.estimate); } },
    Column{ "input", "input_estoi", 3, true, [] (const ScoreRow& row) { return inputValue (row, estoi); } },
};

bool anyInput (const std::vector<ScoreRow>& rows)
{
    return std::any_of (rows.begin(), rows.end(), [] (const ScoreRow& row) { return row.input.has_value(); });
}

/** Over the rows that have the score; nothing when none has. */
Value mean (const std::vector<ScoreRow>& rows, const Column& column)
{
    double sum = 0.0;
    int count = 0;
    for (const auto& row : rows)
        if (const auto value = column.value (row))
        {
            sum += *value;
            ++count;
        }
    return count > 0 ? Value (sum / count) : Value();
}

std::string shown (const Value& value, int digits)
{
    return value ? fixedPoint (*value, digits) : "-";
}

std::string padded (const std::string& text, size_t width, bool toTheRight)
{
    const std::string space (width - std::min (width, text.size()), ' ');
    return toTheRight ? space + text : text + space;
}

using Cells = std::vector<std::vector<std::string>>; // [rows][columns]

Cells cellsOf (const std::vector<ScoreRow>& rows)
{
    Cells cells (rows.size() + 2);
    cells.front().emplace_back ("");
    for (size_t i = 0; i < rows.size(); ++i)
        cells[i + 1].push_back (oneLine (rows[i].comparison.name));
    cells.back().emplace_back ("mean");
    for (const auto& column : columns)
    {
        if (column.needsInput && ! anyInput (rows))
            continue;
        cells.front().emplace_back (column.title);
        for (size_t i = 0; i < rows.size(); ++i)
            cells[i + 1].push_back (shown (column.value (rows[i]), column.digits));
        cells.back().push_back (shown (mean (rows, column), column.digits));
    }
    return cells;
}

nlohmann::json toJson (const Value& value)
{
    return value ? nlohmann::json (*value) : nlohmann::json();
}
} // namespace

std::string scoreTable (const std::vector<ScoreRow>& rows)
{
    const Cells cells = cellsOf (rows);
    std::string table;
    std::vector<size_t> widths (cells.front().size(), 0);
    for (const auto& row : cells)
        for (size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max (widths[c], row[c].size());
    for (const auto& row : cells)
    {
        for (size_t c = 0; c < row.size(); ++c)
            table += (c == 0 ? "" : "  ") + padded (row[c], widths[c], c > 0);
        table += "\n";
    }
    return table;
}

nlohmann::json scoresAsJson (const std::vector<ScoreRow>& rows)
{
    nlohmann::json json{ { "scores", nlohmann::json::array() }, { "mean", nlohmann::json::object() } };
    for (const auto& row : rows)
    {
        nlohmann::json item{ { "name", row.comparison.name },
                             { "reference", row.comparison.reference.string() } };
        if (! row.comparison.source.empty())
            item["source"] = row.comparison.source;
        if (! row.comparison.estimate.empty())
            item["estimate"] = row.comparison.estimate.string();
        if (! row.comparison.input.empty())
            item["input"] = row.comparison.input.string();
        for (const auto& column : columns)
            if (! column.needsInput || anyInput (rows))
                item[column.key] = toJson (column.value (row));
        json["scores"].push_back (std::move (item));
    }
    for (const auto& column : columns)
        if (! column.needsInput || anyInput (rows))
            json["mean"][column.key] = toJson (mean (rows, column));
    return json;
}

} // namespace unbraid::cli
