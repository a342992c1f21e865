// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"

#include <cerrno>
#include <cstdio>

namespace unbraid::platform
{

std::ptrdiff_t readFully (int descriptor, std::span<std::byte> bytes) noexcept
{
    size_t filled = 0;
    while (filled < bytes.size())
    {
        const auto count = readSome (descriptor, bytes.subspan (filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return -1;
        if (count == 0)
            break;
        filled += static_cast<size_t> (count);
    }
    return static_cast<std::ptrdiff_t> (filled);
}

bool writeFully (int descriptor, std::span<const std::byte> bytes) noexcept
{
    while (! bytes.empty())
    {
        const auto count = writeSome (descriptor, bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = bytes.subspan (static_cast<size_t> (count));
    }
    return true;
}

bool rewind (int descriptor) noexcept
{
    return seek (descriptor, 0, SEEK_SET) == 0;
}

} // namespace unbraid::platform
