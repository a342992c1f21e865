// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/TableText.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace unbraid::cli
{

namespace
{
using JsonRow = nlohmann::ordered_json;

constexpr std::array stateNames{ "done", "failed", "cancelled" };

const char* nameOf (ResultRow::State state)
{
    return stateNames[static_cast<size_t> (state)];
}

std::string dumped (const JsonRow& json)
{
    return json.dump (-1, ' ', false, JsonRow::error_handler_t::replace);
}

std::string quoted (const std::string& text)
{
    if (text.find_first_of (",\"\r\n") == std::string::npos)
        return text;
    std::string field = "\"";
    for (const char character : text)
        field += character == '"' ? std::string ("\"\"") : std::string (1, character);
    return field + "\"";
}

std::string csvRow (const std::vector<std::string>& columns, const ResultRow& row)
{
    std::string line = quoted (row.file) + "," + nameOf (row.state) + "," + quoted (row.error);
    for (size_t i = 0; i < columns.size(); ++i)
        line += "," + (i < row.figures.size() && row.figures[i] ? core::numberText (*row.figures[i]) : "");
    return line + "\n";
}

std::string jsonRow (const std::vector<std::string>& columns, const ResultRow& row)
{
    JsonRow line;
    line["file"] = row.file;
    line["state"] = nameOf (row.state);
    if (! row.error.empty())
        line["error"] = row.error;
    for (size_t i = 0; i < std::min (columns.size(), row.figures.size()); ++i)
        line[columns[i]] = row.figures[i] ? JsonRow (*row.figures[i]) : JsonRow();
    return dumped (line) + "\n";
}

/** The length of the first row with its line's end, which in CSV may lie between quotes; npos: it is not complete. */
size_t lengthOfRow (TableFormat format, std::string_view text)
{
    if (format == TableFormat::jsonLines)
        return text.find ('\n') == std::string_view::npos ? std::string_view::npos : text.find ('\n') + 1;
    bool isQuoted = false;
    for (size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == '"')
            isQuoted = ! isQuoted;
        if (text[i] == '\n' && ! isQuoted)
            return i + 1;
    }
    return std::string_view::npos;
}

std::vector<std::string> fieldsOf (std::string_view line)
{
    std::vector<std::string> fields (1);
    bool isQuoted = false;
    for (size_t i = 0; i < line.size(); ++i)
    {
        const bool isDoubled = isQuoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
        if (line[i] == '"' && ! isDoubled)
            isQuoted = ! isQuoted;
        else if (line[i] == ',' && ! isQuoted)
            fields.emplace_back();
        else if (isQuoted || (line[i] != '\r' && line[i] != '\n'))
            fields.back() += line[i];
        i += isDoubled ? 1 : 0;
    }
    return fields;
}

std::optional<ResultRow> rowFrom (std::string file, const std::string& state)
{
    ResultRow row;
    row.file = std::move (file);
    if (state == nameOf (ResultRow::State::failed))
        row.state = ResultRow::State::failed;
    else if (state != nameOf (ResultRow::State::done))
        return {};
    return row;
}

std::optional<ResultRow> readCsvRow (const std::vector<std::string>& columns, std::string_view line)
{
    constexpr size_t ownFields = 3;
    auto fields = fieldsOf (line);
    if (fields.size() != ownFields + columns.size())
        return {};
    return rowFrom (std::move (fields[0]), fields[1]);
}

std::optional<ResultRow> readJsonRow (std::string_view line)
{
    const auto json = JsonRow::parse (line.begin(), line.end(), nullptr, false);
    const auto textAt = [&json] (const char* key)
    {
        const bool isThere = json.is_object() && json.contains (key) && json.at (key).is_string();
        return isThere ? json.at (key).get<std::string>() : std::string();
    };
    return rowFrom (textAt ("file"), textAt ("state"));
}
} // namespace

std::string tableHead (TableFormat format, const std::vector<std::string>& columns)
{
    if (format == TableFormat::jsonLines)
        return {};
    std::string head = "file,state,error";
    for (const auto& column : columns)
        head += "," + column;
    return head + "\n";
}

std::string tableRow (TableFormat format, const std::vector<std::string>& columns, const ResultRow& row)
{
    return format == TableFormat::csv ? csvRow (columns, row) : jsonRow (columns, row);
}

bool canHold (TableFormat format, const std::string& file)
{
    return format == TableFormat::csv || JsonRow::parse (dumped (JsonRow (file))).get<std::string>() == file;
}

core::Result<std::vector<ReadRow>> rowsOf (TableFormat format, const std::vector<std::string>& columns,
                                           std::string_view text)
{
    const auto head = tableHead (format, columns);
    if (! text.empty() && ! text.starts_with (head))
        return core::Error{ {},
                            {},
                            "'" + std::string (text.substr (0, text.find ('\n'))) + "'",
                            "'" + head.substr (0, head.find ('\n')) + "'" };
    text.remove_prefix (std::min (text.size(), head.size()));
    std::vector<ReadRow> rows;
    constexpr auto none = std::string_view::npos;
    for (size_t length = lengthOfRow (format, text); length != none; length = lengthOfRow (format, text))
    {
        const auto line = text.substr (0, length);
        auto row = format == TableFormat::csv ? readCsvRow (columns, line) : readJsonRow (line);
        if (! row)
            return core::Error{
                {}, {}, "row " + std::to_string (rows.size() + 1) + ", which is none", "rows of this command"
            };
        rows.push_back ({ std::move (*row), std::string (line) });
        text.remove_prefix (length);
    }
    return rows;
}

} // namespace unbraid::cli
