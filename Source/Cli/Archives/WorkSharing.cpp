// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Archives/WorkSharing.h"

#include "Training/WorkQueue.h"

#include <mutex>

namespace unbraid::cli
{

void WorkSharing::share (const std::vector<size_t>& items, int threads, const SharedWork& work)
{
    std::mutex mutex;
    bool shouldContinue = true;
    const auto takeItem = [&] (size_t item)
    {
        {
            const std::lock_guard lock (mutex);
            if (! shouldContinue)
                return;
            work.begin (item);
        }
        const auto row = work.run (item);
        const std::lock_guard lock (mutex);
        shouldContinue = work.end (item, row) && shouldContinue;
    };
    training::runInParallel (items.size(), threads, [&] (size_t i) { takeItem (items[i]); });
}

} // namespace unbraid::cli
