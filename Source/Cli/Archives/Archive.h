// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/WorkSharing.h"
#include "Cli/Console/CommandLine.h"
#include "Cli/Separate/InputList.h"

namespace unbraid::cli
{

/** The options of a command that works on an archive: many files in many folders, with their results in a table. */
struct ArchiveOptions
{
    bool recursive = false;
    std::filesystem::path table; // empty: none
    bool resume = false;
    bool retry = false;

    [[nodiscard]] bool hasTable() const { return ! table.empty(); }
    [[nodiscard]] Subfolders subfolders() const
    {
        return recursive ? Subfolders::searched : Subfolders::leftOut;
    }
};

/** Adds --recursive, --table, --resume and --retry. */
void addArchiveOptions (CommandLine& command, ArchiveOptions& options);

/** Error: wrong use; a table of an earlier run that would be lost. [worker] */
core::Status checkTable (const ArchiveOptions& options, const FileGuard& files, const WorkSharing& sharing);

/** The figures of one file, in the order of the table's columns. */
using Figures = std::vector<std::optional<double>>;

/** The work of a command on the files of an archive. */
struct Archive
{
    std::vector<std::string> files;
    std::vector<std::string> columns;                        // of the table
    std::function<core::Result<Figures> (size_t file)> work; // several at once
    int filesEach = 8;                                       // that a thread has open at once
    std::function<bool (size_t file)> isThere = {}; // whether what an earlier run made is still there;
                                                    // empty: it made no files
};

/** Works through the archive and writes its table, with a progress bar; errors are printed as they come, and a line with
    the counts at the end. Files that have a row of an earlier run are left out.
    threads  0: all the machine has
    returns  the exit code
    [worker] */
int workThrough (const Archive& archive, const ArchiveOptions& options, int threads, WorkSharing& sharing);

} // namespace unbraid::cli
