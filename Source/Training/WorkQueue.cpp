// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/WorkQueue.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace unbraid::training
{

void runInParallel (size_t count, int numThreads, const std::function<void (size_t)>& work)
{
    std::atomic<size_t> next{ 0 };
    std::exception_ptr thrown;
    std::mutex mutex;
    const auto takeItems = [&]
    {
        for (size_t item = next++; item < count; item = next++)
            try
            {
                work (item);
            }
            catch (...)
            {
                const std::lock_guard lock (mutex);
                thrown = std::current_exception();
            }
    };
    {
        const size_t wanted = std::min (count, static_cast<size_t> (std::max (1, numThreads)));
        std::vector<std::jthread> helpers;
        for (size_t i = 1; i < wanted; ++i)
            helpers.emplace_back (takeItems);
        takeItems();
    }
    if (thrown)
        std::rethrow_exception (thrown);
}

int defaultThreads() noexcept
{
    return static_cast<int> (std::max (1u, std::thread::hardware_concurrency()));
}

} // namespace unbraid::training
