// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/Archive.h"

#include "Cli/Console/Crowd.h"
#include "Cli/Console/ProgressBar.h"
#include "Core/Support/Caught.h"
#include "Platform/StopSignals.h"

#include <iostream>
#include <unordered_map>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using State = ResultRow::State;

/** The table of an earlier run, or a new one. */
core::Result<ResultTable> openTable (const Archive& archive, const ArchiveOptions& options)
{
    if (! options.resume)
        return ResultTable::begin (options.table, archive.columns);
    std::unordered_map<std::string, size_t> positions;
    for (size_t i = 0; i < archive.files.size(); ++i)
        positions.emplace (archive.files[i], i);
    const auto keep = [&] (const ResultRow& row)
    {
        if (row.state == State::failed)
            return ! options.retry;
        const auto position = positions.find (row.file);
        return position == positions.end() || ! archive.isThere || archive.isThere (position->second);
    };
    return ResultTable::resume (options.table, archive.columns, keep);
}

core::Status checkNames (const Archive& archive, const ArchiveOptions& options)
{
    for (const auto& file : archive.files)
        if (! canName (options.table, file))
            return core::Error{ "the name of a file is no UTF-8, which JSON lines cannot hold",
                                file,
                                {},
                                "a --table that ends in .csv" };
    return core::Done{};
}

/** One run, where the table is kept. */
class ArchiveRun
{
public:
    ArchiveRun (const Archive& archiveToDo, ResultTable& results)
        : archive (archiveToDo)
        , table (results)
    {
    }

    /** The files that have no row; those that ended the program twice get one. */
    [[nodiscard]] std::vector<size_t> itemsLeft()
    {
        std::vector<size_t> items;
        for (size_t i = 0; i < archive.files.size(); ++i)
        {
            const auto& file = archive.files[i];
            if (table.endedPrograms (file))
                end ({ file,
                       State::failed,
                       "The program was killed twice while it worked on this file.",
                       {} });
            else if (! table.holds (file))
                items.push_back (i);
        }
        numLeft = items.size();
        return items;
    }

    void begin (size_t item)
    {
        bar.show (numLeft == 0 ? 1.0 : static_cast<double> (numEnded) / static_cast<double> (numLeft),
                  archive.files[item]);
        keep (table.note (archive.files[item]));
    }

    /** False: the run ends here. */
    bool end (size_t item, const ResultRow& row)
    {
        if (row.file == archive.files[item])
            return end (row);
        return end ({ archive.files[item],
                      State::failed,
                      "Another process found other files: the folder changed meanwhile.",
                      {} });
    }

    bool end (const ResultRow& row)
    {
        ++numEnded;
        if (row.state == State::cancelled)
            return false;
        if (row.state == State::failed)
            sayFailed (row.error);
        keep (table.add (row));
        return status.ok();
    }

    /** The exit code. */
    int finish()
    {
        table.settle();
        if (! status.ok())
            return fail (status.error());
        if (platform::isStopWanted())
            return fail (cancelled());
        const auto numFailed = table.count (State::failed);
        std::cout << counted (static_cast<std::int64_t> (table.count (State::done)), "file") << " done, "
                  << numFailed << " failed\n";
        return numFailed == 0 ? exitDone : exitFailed;
    }

private:
    void keep (core::Status written)
    {
        if (status.ok())
            status = std::move (written);
    }

    const Archive& archive;
    ResultTable& table;
    core::Status status = core::Done{};
    ProgressBar bar;
    size_t numLeft = 0;
    size_t numEnded = 0;
};

/** An exception is the file's failure alone: the work continues with the next. */
core::Result<Figures> figuresOf (const Archive& archive, size_t item)
{
    return core::caught ("the work failed", archive.files[item], [&] { return archive.work (item); });
}

ResultRow rowOf (const Archive& archive, size_t item)
{
    const auto& file = archive.files[item];
    if (platform::isStopWanted())
        return { file, State::cancelled, {}, {} };
    auto figures = figuresOf (archive, item);
    if (figures.ok())
        return { file, State::done, {}, std::move (figures).value() };
    const auto& error = figures.error();
    return { file, error.cancelled ? State::cancelled : State::failed, oneLine (error.message()), {} };
}
} // namespace

void addArchiveOptions (CommandLine& command, ArchiveOptions& options)
{
    command.addFlag ("--recursive", options.recursive, "Search subfolders as well");
    command
        .add ("--table FILE", options.table,
              "Write a table of results to this file, a row for each file as it is done (.csv or .jsonl)")
        .isOutput (files::FileKind::table);
    command.addFlag ("--resume", options.resume,
                     "Continue the table of an earlier run: skip the files that it contains");
    command.addFlag ("--retry", options.retry, "With --resume: repeat the files that failed");
}

core::Status checkTable (const ArchiveOptions& options, const FileGuard& files, const WorkSharing& sharing)
{
    if (sharing.numProcesses() > 1 && ! options.hasTable())
        return missingPartner ("mpirun", "--table, which collects the results of all processes");
    if (options.resume && ! options.hasTable())
        return missingPartner ("--resume", "--table, which says what is done");
    if (options.retry && ! options.resume)
        return missingPartner ("--retry", "--resume");
    if (! options.hasTable())
        return core::Done{};
    if (! isTableName (options.table))
        return wrongValue ("--table", options.table.string(), "a name that ends in .csv or .jsonl");
    std::error_code ignored;
    const bool replaces = sharing.keepsTable() && ! options.resume && fs::exists (options.table, ignored);
    if (replaces && ! files.overwrites())
        return core::Error{
            "there is a table of an earlier run; add --resume to continue it, or --overwrite to "
            "start anew",
            options.table.string(), "a table", "--resume or --overwrite"
        };
    return core::Done{};
}

int workThrough (const Archive& archive, const ArchiveOptions& options, int threads, WorkSharing& sharing)
{
    const int numThreads = threadsWithin (threads, archive.filesEach);
    const auto run = [&archive] (size_t item) { return rowOf (archive, item); };
    if (! sharing.keepsTable())
    {
        sharing.share ({}, numThreads, { {}, run, {} });
        return exitDone;
    }
    orRefuse (checkNames (archive, options));
    auto table = orFail (openTable (archive, options));
    ArchiveRun course (archive, table);
    const auto items = course.itemsLeft();
    sharing.share (items, numThreads,
                   { [&course] (size_t item) { course.begin (item); }, run,
                     [&course] (size_t item, const ResultRow& row) { return course.end (item, row); } });
    return course.finish();
}

} // namespace unbraid::cli
