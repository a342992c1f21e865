// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <atomic>

namespace unbraid::plugin
{

/** Sound on its way from the audio thread to the learner. One thread adds; any other may watch, and may copy
    what has been added by then: samples that were counted never change again. Its size is fixed. */
class CaptureBuffer
{
public:
    /** Reserves and touches the memory, so that adding waits for no page.
        maxSeconds  what it holds, above 0
        [worker] or [message] allocates; throws where there is no memory */
    CaptureBuffer (double sampleRateHz, Eigen::Index numChannels, double maxSeconds);

    /** Appends samples; those that find no room are dropped. NaN and Inf become silence.
        channels  as many pointers to numSamples samples as the buffer has channels
        [audio] wait-free; one thread at a time */
    void add (const float* const* channels, Eigen::Index numSamples) noexcept;

    [[nodiscard]] double sampleRateHz() const noexcept { return rateHz; }
    [[nodiscard]] Eigen::Index numChannels() const noexcept { return memory.cols(); }
    [[nodiscard]] Eigen::Index capacity() const noexcept { return memory.rows(); }

    /** The captured sound so far. [any] */
    [[nodiscard]] Eigen::Index numSamples() const noexcept { return count.load (std::memory_order_acquire); }
    [[nodiscard]] double seconds() const noexcept { return static_cast<double> (numSamples()) / rateHz; }
    [[nodiscard]] bool isFull() const noexcept { return numSamples() == capacity(); }

    /** The largest absolute value of all that was added. [any] */
    [[nodiscard]] float peak() const noexcept { return loudest.load (std::memory_order_relaxed); }

    /** A copy of what was added so far, [samples x channels]. [worker] or [message] */
    [[nodiscard]] Eigen::MatrixXf samples() const { return memory.topRows (numSamples()); }

private:
    double rateHz;
    Eigen::MatrixXf memory; // [capacity x channels] the first `count` rows are written
    std::atomic<Eigen::Index> count{ 0 };
    std::atomic<float> loudest{ 0.0f };
};

} // namespace unbraid::plugin
