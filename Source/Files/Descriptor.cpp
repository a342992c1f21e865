// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Descriptor.h"

#include <unistd.h>

#include <cerrno>

namespace unbraid::files
{

std::ptrdiff_t readFully (int descriptor, std::span<std::byte> bytes) noexcept
{
    size_t filled = 0;
    while (filled < bytes.size())
    {
        const auto count = ::read (descriptor, bytes.data() + filled, bytes.size() - filled);
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
        const auto count = ::write (descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = bytes.subspan (static_cast<size_t> (count));
    }
    return true;
}

} // namespace unbraid::files
