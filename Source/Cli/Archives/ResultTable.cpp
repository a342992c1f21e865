// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/ResultTable.h"

#include "Cli/Archives/TableText.h"
#include "Files/AtomicFile.h"
#include "Files/FileBytes.h"

#include <algorithm>
#include <iterator>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

constexpr std::uintmax_t maxTableBytes = std::uintmax_t{ 4 } << 30;
constexpr int timesTried = 2; // a program may be killed once for reasons of its own

TableFormat formatOf (const fs::path& path)
{
    return path.extension() == ".jsonl" ? TableFormat::jsonLines : TableFormat::csv;
}

core::Error unusable (const fs::path& path, const core::Error& why)
{
    return { "the table cannot be continued", path.string(), why.found, why.allowed };
}

core::Error notWritten (const fs::path& path)
{
    return { "the table cannot be written", path.string(), "a disk that is full, or that failed", {} };
}

core::Result<std::string> textOf (const fs::path& path)
{
    std::error_code failure;
    if (! fs::exists (path, failure))
        return std::string();
    const auto bytes = files::readFileBytes (path, maxTableBytes);
    if (! bytes.ok())
        return unusable (path, bytes.error());
    std::string text (bytes.value().size(), '\0');
    std::transform (bytes.value().begin(), bytes.value().end(), text.begin(),
                    [] (std::byte byte) { return static_cast<char> (byte); });
    return text;
}
} // namespace

bool isTableName (const fs::path& path)
{
    return path.extension() == ".csv" || path.extension() == ".jsonl";
}

bool canName (const fs::path& table, const std::string& file)
{
    return canHold (formatOf (table), file);
}

ResultTable::ResultTable (fs::path tablePath, std::vector<std::string> columnNames)
    : path (std::move (tablePath))
    , columns (std::move (columnNames))
{
}

core::Result<ResultTable> ResultTable::resume (const fs::path& path, std::vector<std::string> columns,
                                               const Keep& keep)
{
    ResultTable results (path, std::move (columns));
    const auto text = textOf (path);
    if (! text.ok())
        return text.error();
    const auto rows = rowsOf (formatOf (path), results.columns, text.value());
    if (! rows.ok())
        return unusable (path, rows.error());
    std::string kept;
    for (const auto& [row, line] : rows.value())
        if (keep (row) && results.states.emplace (row.file, row.state).second)
            kept += line;
    results.readBegun();
    if (auto opened = results.open (kept); ! opened.ok())
        return opened.error();
    return results;
}

core::Result<ResultTable> ResultTable::begin (const fs::path& path, std::vector<std::string> columns)
{
    ResultTable results (path, std::move (columns));
    results.settle();
    if (auto opened = results.open ({}); ! opened.ok())
        return opened.error();
    return results;
}

core::Status ResultTable::open (const std::string& kept)
{
    const auto head = tableHead (formatOf (path), columns);
    if (auto written = files::writeWholeFile (path, head + kept); ! written.ok())
        return written;
    table.open (path, std::ios::binary | std::ios::app);
    begun.open (begunPath(), std::ios::binary | std::ios::app);
    return table && begun ? core::Status (core::Done{}) : notWritten (path);
}

fs::path ResultTable::begunPath() const
{
    return path.string() + ".begun";
}

/** Names, each with a zero behind it. */
void ResultTable::readBegun()
{
    std::ifstream file (begunPath(), std::ios::binary);
    for (std::string name; std::getline (file, name, '\0') && ! file.eof();)
        ++timesBegun[name];
}

bool ResultTable::endedPrograms (const std::string& file) const
{
    const auto entry = timesBegun.find (file);
    return ! holds (file) && entry != timesBegun.end() && entry->second >= timesTried;
}

size_t ResultTable::count (ResultRow::State state) const
{
    return static_cast<size_t> (std::count_if (states.begin(), states.end(),
                                               [state] (const auto& file) { return file.second == state; }));
}

core::Status ResultTable::note (const std::string& file)
{
    begun << file << '\0' << std::flush;
    return begun ? core::Status (core::Done{}) : notWritten (begunPath());
}

core::Status ResultTable::add (const ResultRow& row)
{
    table << tableRow (formatOf (path), columns, row) << std::flush;
    if (! table)
        return notWritten (path);
    states[row.file] = row.state;
    return core::Done{};
}

void ResultTable::settle()
{
    begun.close();
    std::error_code ignored;
    fs::remove (begunPath(), ignored);
}

} // namespace unbraid::cli
