// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/ResultTable.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace unbraid::cli
{

/** Work on each item of a list. */
struct SharedWork
{
    std::function<void (size_t item)> begin;    // where the table is kept, before an item is handed out
    std::function<ResultRow (size_t item)> run; // anywhere, on several threads
    std::function<bool (size_t item, const ResultRow& row)>
        end; // where the table is kept; false: hand out no more
};

/** Shares the items of a list out among the threads of this program: each takes the next item when it is free. A program
    of several processes derives from it and shares them out among those. */
class WorkSharing
{
public:
    WorkSharing() = default;
    virtual ~WorkSharing() = default;
    WorkSharing (const WorkSharing&) = delete;
    WorkSharing& operator= (const WorkSharing&) = delete;

    [[nodiscard]] virtual int numProcesses() const { return 1; }

    /** Whether this process writes the table, and prints. [any] */
    [[nodiscard]] virtual bool keepsTable() const { return true; }

    /** Works until no item is left, everywhere. `begin` and `end` are never called at the same time.
        items    what is to be done, in the order it is handed out; ignored where no table is kept
        threads  that work here
        [worker] */
    virtual void share (const std::vector<size_t>& items, int threads, const SharedWork& work);
};

} // namespace unbraid::cli
