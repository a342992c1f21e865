// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/LaneScan.h"

#include "Unfolding/Kernels/LaneScanThread.h"

#include <vector>

namespace unbraid::unfolding
{

namespace
{
/** The threads of a block; they reach each barrier one after another. */
template <typename Thread, typename Job>
std::vector<Thread> threadsOfBlock (const Job& job, std::int64_t block, std::vector<Four>& memory)
{
    std::vector<Thread> threads;
    for (int thread = 0; thread < threadsOf (job.shape); ++thread)
        threads.emplace_back (job, block, thread, memory.front().at);
    for (auto& thread : threads)
        thread.begin();
    return threads;
}

template <typename Thread>
std::vector<Four> memoryOf (const LaneShape& shape)
{
    return std::vector<Four> (static_cast<std::size_t> (Thread::numFloats (shape) / unitsAtOnce + 1));
}
} // namespace

void scanLanes (const LaneForward& job)
{
    auto memory = memoryOf<ForwardThread> (job.shape);
    for (std::int64_t block = 0; block < blocksOf (job.shape); ++block)
    {
        auto threads = threadsOfBlock<ForwardThread> (job, block, memory);
        for (std::int64_t step = 0; step < job.shape.steps; ++step)
            for (auto& thread : threads)
                thread.step (step);
    }
}

void scanLanesBack (const LaneBack& job)
{
    auto memory = memoryOf<BackThread> (job.shape);
    for (std::int64_t block = 0; block < blocksOf (job.shape); ++block)
    {
        auto threads = threadsOfBlock<BackThread> (job, block, memory);
        for (std::int64_t step = job.shape.steps - 1; step >= 0; --step)
            for (auto& thread : threads)
                thread.step (step);
    }
}

} // namespace unbraid::unfolding
