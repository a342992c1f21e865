// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Threads/LentTo.h"

#include <Eigen/Core>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace unbraid::plugin
{

/** Sound that was kept, and when it was. */
struct FrozenSound
{
    double sampleRateHz = 0.0;
    std::int64_t begin = 0;  // position of its first sample
    Eigen::MatrixXf samples; // [samples x channels]; none: nothing was kept
};

/** The newest half minute of the input, to be frozen when somebody asks. Closed it keeps nothing. The audio thread
    borrows the ring for the length of a chunk. Copying does not take it back: every sample is an atomic, and the copy leaves out what may have been written over meanwhile. */
class RecentSound
{
public:
    static constexpr double keptSeconds = 32.0;

    RecentSound();
    ~RecentSound(); // not while audio runs
    RecentSound (const RecentSound&) = delete;
    RecentSound& operator= (const RecentSound&) = delete;

    /** Begins to keep sound; what was kept of another rate or number of channels is forgotten, of the same it stays.
        [message] allocates */
    void open (double sampleRateHz, Eigen::Index numChannels);

    /** Keeps none any more. [message] waits for a chunk at most */
    void close();

    /** Keeps a chunk. One that does not follow the last begins anew.
        channels  as many pointers as it was opened for, two at most
        position  of its first sample
        [audio] wait-free; one thread at a time */
    void add (const std::array<const float*, 2>& channels, Eigen::Index numSamples,
              std::int64_t position) noexcept;

    /** A copy of what is kept. [message] */
    [[nodiscard]] FrozenSound copy() const;

private:
    struct Ring;

    LentTo<Ring> ring; // of the message thread
};

} // namespace unbraid::plugin
