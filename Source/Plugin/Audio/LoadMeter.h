// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace unbraid::plugin
{

/** Which share of a block's time the processor works on it. Measured on the audio thread, read by any other. */
class LoadMeter
{
public:
    /** Forgets everything. While no audio runs. */
    void reset() noexcept
    {
        elapsedSeconds = 0.0;
        meanLoad = 0.0;
        worstLoad = 0.0;
        worstBefore = 0.0;
        spanSeconds = 0.0;
        late = 0;
    }

    /** A block, which lasts longer than 0 s, and how long it took. [audio] wait-free */
    void add (double tookSeconds, double blockSeconds) noexcept
    {
        const double load = tookSeconds / blockSeconds;
        elapsedSeconds = std::min (1.0, elapsedSeconds + blockSeconds);
        const double before = meanLoad.load (std::memory_order_relaxed);
        const double share = std::min (1.0, blockSeconds / elapsedSeconds);
        meanLoad.store (before + share * (load - before), std::memory_order_relaxed);
        addWorst (load, blockSeconds);
        if (load > 1.0)
            late.fetch_add (1, std::memory_order_relaxed);
    }

    /** Of about the last second. [any] */
    [[nodiscard]] double mean() const noexcept { return meanLoad.load (std::memory_order_relaxed); }
    /** The largest of one block in about the last seconds, `rememberedSeconds` to twice that. [any] */
    [[nodiscard]] double worst() const noexcept
    {
        return std::max (worstLoad.load (std::memory_order_relaxed),
                         worstBefore.load (std::memory_order_relaxed));
    }
    /** Blocks that took longer than they last. [any] */
    [[nodiscard]] int numLate() const noexcept { return late.load (std::memory_order_relaxed); }

    static constexpr double rememberedSeconds = 5.0;

private:
    /** Two spans, so that the worst of a span that has just begun is not forgotten with its beginning. */
    void addWorst (double load, double blockSeconds) noexcept
    {
        spanSeconds += blockSeconds;
        if (spanSeconds >= rememberedSeconds)
        {
            spanSeconds = 0.0;
            worstBefore.store (worstLoad.load (std::memory_order_relaxed), std::memory_order_relaxed);
            worstLoad.store (load, std::memory_order_relaxed);
        }
        else if (load > worstLoad.load (std::memory_order_relaxed))
            worstLoad.store (load, std::memory_order_relaxed);
    }

    double elapsedSeconds = 0.0; // up to the second that the mean remembers
    std::atomic<double> meanLoad{ 0.0 };
    double spanSeconds = 0.0; // of the worst, so far
    std::atomic<double> worstLoad{ 0.0 }, worstBefore{ 0.0 };
    std::atomic<int> late{ 0 };
};

/** Measures a block while it lives. [audio] */
class LoadTimer
{
public:
    /** blockSeconds  0 or less: nothing is measured */
    LoadTimer (LoadMeter& meterToTell, double blockSeconds) noexcept
        : meter (meterToTell)
        , lasts (blockSeconds)
    {
    }
    ~LoadTimer()
    {
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        if (lasts > 0.0)
            meter.add (took.count(), lasts);
    }
    LoadTimer (const LoadTimer&) = delete;
    LoadTimer& operator= (const LoadTimer&) = delete;

private:
    LoadMeter& meter;
    double lasts;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
};

} // namespace unbraid::plugin
