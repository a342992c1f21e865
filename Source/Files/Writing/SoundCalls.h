// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace unbraid::files
{

/** Callbacks by which libsndfile reads and writes a file that stays its owner's: left to itself, it closes descriptors that it cannot
    read, and on Windows closes the file under a descriptor that stays taken. All take a `SoundCalls` [worker]. */
struct SoundCalls
{
    int descriptor;
    int failure = 0; // errno of the first call that failed
    std::int64_t ownAt = 0,
                 ownBytes = 0; // bytes in the file that are not libsndfile's, and of which it does not know

    static std::int64_t length (void* calls);
    static std::int64_t seek (std::int64_t offset, int whence, void* calls);
    static std::int64_t tell (void* calls);
    static std::int64_t read (void* bytes, std::int64_t count, void* calls);
    static std::int64_t write (const void* bytes, std::int64_t count, void* calls);
};

} // namespace unbraid::files
