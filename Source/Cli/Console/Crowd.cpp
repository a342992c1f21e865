// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Crowd.h"

#include "Platform/Machine.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <limits>

namespace unbraid::cli
{

int threadsWithin (int threads, int filesEach)
{
    constexpr int filesOfAll = 32; // streams, the table, dictionaries, what libraries keep open
    constexpr int mostThreads = (std::numeric_limits<int>::max() - filesOfAll) / 1024;
    const int wanted = std::min (threads > 0 ? threads : training::defaultThreads(), mostThreads);
    const int files = platform::allowOpenFiles (filesOfAll + wanted * filesEach);
    return std::clamp ((files - filesOfAll) / filesEach, 1, wanted);
}

} // namespace unbraid::cli
