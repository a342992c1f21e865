// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** The result of one file. */
struct ResultRow
{
    enum class State
    {
        done,
        failed,
        cancelled // not in tables: the file is still to be done
    };

    std::string file;
    State state = State::done;
    std::string error;                          // why it failed
    std::vector<std::optional<double>> figures; // as many as there are columns; none of a failed file
};

/** The results of a run over many files: one row for each, appended when the file is finished, so that a run that ends
    early loses no result. CSV, or JSON lines where the name ends in .jsonl.
    Beside it, during a run, NAME.begun lists the files that were begun: one during which the program was killed
    twice is not tried again. One thread at a time. */
class ResultTable
{
public:
    /** True where a row of an earlier run stays; a file whose row does not is processed again. */
    using Keep = std::function<bool (const ResultRow& row)>; // of the row the file and the state alone

    /** Continues the table of an earlier run, or begins one. A row that was not written completely is removed.
        columns  names of the figures
        [worker] errors: a table that cannot be read or written, or with other columns */
    static core::Result<ResultTable> resume (const std::filesystem::path& path,
                                             std::vector<std::string> columns, const Keep& keep);

    /** Begins a new table, which replaces any other. [worker] errors: as above */
    static core::Result<ResultTable> begin (const std::filesystem::path& path,
                                            std::vector<std::string> columns);

    /** Whether the file has a row. */
    [[nodiscard]] bool holds (const std::string& file) const { return states.contains (file); }

    /** Whether the program was killed twice during this file. */
    [[nodiscard]] bool endedPrograms (const std::string& file) const;

    [[nodiscard]] size_t count (ResultRow::State state) const;

    /** Notes that the work on a file begins. [worker] error: as files */
    core::Status note (const std::string& file);

    /** Appends a row. [worker] error: as files */
    core::Status add (const ResultRow& row);

    /** Forgets which files were begun: all of them were ended in order. [worker] */
    void settle();

private:
    ResultTable (std::filesystem::path tablePath, std::vector<std::string> columnNames);
    core::Status open (const std::string& kept);
    void readBegun();
    [[nodiscard]] std::filesystem::path begunPath() const;

    std::filesystem::path path;
    std::vector<std::string> columns;
    std::map<std::string, ResultRow::State> states;
    std::map<std::string, int> timesBegun;
    std::ofstream table;
    std::ofstream begun;
};

/** Whether a table may have this name. [any] */
bool isTableName (const std::filesystem::path& path);

/** Whether the table can hold the name of the file: JSON lines hold UTF-8 alone. [any] */
bool canName (const std::filesystem::path& table, const std::string& file);

} // namespace unbraid::cli
