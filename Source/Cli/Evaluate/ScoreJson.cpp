// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ScoreJson.h"

namespace unbraid::cli
{

namespace
{
using Columns = std::vector<ScoreColumn>;
using Rows = std::vector<ScoreRow>;

Json toJson (const std::optional<double>& value)
{
    return value;
}

Columns withoutInput (Columns columns)
{
    std::erase_if (columns, [] (const ScoreColumn& column) { return column.isOfInput; });
    return columns;
}

void addValues (const ScoreRow& row, const Columns& columns, Json& item)
{
    for (const auto& column : columns)
        item[column.key] = toJson (column.value (row));
}

Json rowAsJson (const ScoreRow& row, const Columns& columns)
{
    const auto& comparison = row.comparison;
    Json item{ { "name", comparison.name }, { "reference", comparison.reference.string() } };
    if (! comparison.source.empty())
        item["source"] = comparison.source;
    if (! row.className.empty())
        item["class"] = row.className;
    if (! comparison.estimate.empty())
        item["estimate"] = comparison.estimate.string();
    if (! comparison.input.empty())
        item["input"] = comparison.input.string();
    addValues (row, columns, item);
    for (const auto& method : row.methods)
        addValues (rowsOfMethod ({ row }, method.key).front(), withoutInput (columns), item[method.key]);
    return item;
}

Json averagesAsJson (const Rows& rows, const Columns& columns)
{
    Json item{ { "mean", Json::object() }, { "median", Json::object() }, { "count", Json::object() } };
    for (const auto& column : columns)
    {
        const auto all = averages (rows, column);
        item["mean"][column.key] = toJson (all.mean);
        item["median"][column.key] = toJson (all.median);
        item["count"][column.key] = all.count;
    }
    return item;
}

Json summary (const Rows& rows, const Columns& columns)
{
    Json item = averagesAsJson (rows, columns);
    for (const auto& [key, title] : methodsIn (rows))
        item["methods"][key] = averagesAsJson (rowsOfMethod (rows, key), withoutInput (columns));
    return item;
}
} // namespace

Json scoresAsJson (const Rows& rows, const Columns& columns)
{
    Json report = summary (rows, columns);
    report["scores"] = Json::array();
    for (const auto& row : rows)
        report["scores"].push_back (rowAsJson (row, columns));
    for (const auto& [name, members] : rowsByClass (rows))
        if (! name.empty())
            report["classes"][name] = summary (members, columns);
    return report;
}

} // namespace unbraid::cli
