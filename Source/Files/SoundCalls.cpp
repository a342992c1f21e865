// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/SoundCalls.h"

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
} // namespace

std::int64_t SoundCalls::length (void* calls)
{
    const auto here = tell (calls);
    const auto end = seek (0, SEEK_END, calls);
    seek (here, SEEK_SET, calls);
    return end;
}

std::int64_t SoundCalls::seek (std::int64_t offset, int whence, void* calls)
{
    return platform::seek (descriptorOf (calls), offset, whence);
}

std::int64_t SoundCalls::tell (void* calls)
{
    return seek (0, SEEK_CUR, calls);
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
    if (platform::writeFully (descriptorOf (calls), { first, static_cast<size_t> (count) }))
        return count;
    static_cast<SoundCalls*> (calls)->failure = errno;
    return 0;
}

} // namespace unbraid::files
