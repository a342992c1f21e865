// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Writing/SoundCalls.h"

#include "Platform/Descriptors.h"

#include <sndfile.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace unbraid::files
{

namespace
{
int descriptorOf (void* calls)
{
    return static_cast<SoundCalls*> (calls)->descriptor;
}

/** Positions in the file and as libsndfile counts them. */
std::int64_t withOwn (void* calls, std::int64_t position)
{
    const auto& own = *static_cast<const SoundCalls*> (calls);
    return position < own.ownAt ? position : position + own.ownBytes;
}

std::int64_t withoutOwn (void* calls, std::int64_t position)
{
    const auto& own = *static_cast<const SoundCalls*> (calls);
    return position <= own.ownAt ? position : std::max (own.ownAt, position - own.ownBytes);
}
} // namespace

std::int64_t SoundCalls::length (void* calls)
{
    const auto here = platform::seek (descriptorOf (calls), 0, SEEK_CUR);
    const auto end = platform::seek (descriptorOf (calls), 0, SEEK_END);
    platform::seek (descriptorOf (calls), here, SEEK_SET);
    return withoutOwn (calls, end);
}

std::int64_t SoundCalls::seek (std::int64_t offset, int whence, void* calls)
{
    const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? tell (calls) : length (calls);
    const auto found = platform::seek (descriptorOf (calls), withOwn (calls, from + offset), SEEK_SET);
    return found < 0 ? found : withoutOwn (calls, found);
}

std::int64_t SoundCalls::tell (void* calls)
{
    return withoutOwn (calls, platform::seek (descriptorOf (calls), 0, SEEK_CUR));
}

std::int64_t SoundCalls::read (void* bytes, std::int64_t count, void* calls)
{
    const auto numRead = platform::readFully (
        descriptorOf (calls), { static_cast<std::byte*> (bytes), static_cast<size_t> (count) });
    if (numRead < 0)
        static_cast<SoundCalls*> (calls)->failure = errno;
    return std::max<std::int64_t> (numRead, 0);
}

std::int64_t SoundCalls::write (const void* bytes, std::int64_t count, void* calls)
{
    const auto* first = static_cast<const std::byte*> (bytes);
    const auto& own = *static_cast<const SoundCalls*> (calls);
    for (std::int64_t done = 0; done < count;)
    {
        const auto here = tell (calls);
        const auto part = here < own.ownAt ? std::min (count - done, own.ownAt - here) : count - done;
        if (own.ownBytes > 0)
            seek (here, SEEK_SET, calls); // behind our bytes, where the part before them was just completed
        if (! platform::writeFully (descriptorOf (calls), { first + done, static_cast<size_t> (part) }))
        {
            static_cast<SoundCalls*> (calls)->failure = errno;
            return 0;
        }
        done += part;
    }
    return count;
}

} // namespace unbraid::files
