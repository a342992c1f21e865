// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Mapping.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace unbraid::platform
{

std::span<const std::byte> mapFile (int descriptor, std::error_code& failure)
{
    failure = std::make_error_code (std::errc::invalid_argument); // no plain file, or no bytes
    struct stat found = {};
    if (::fstat (descriptor, &found) != 0 || ! S_ISREG (found.st_mode) || found.st_size <= 0)
        return {};
    const auto size = static_cast<size_t> (found.st_size);
    void* first = ::mmap (nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    failure = first == MAP_FAILED ? std::error_code (errno, std::generic_category()) : std::error_code();
    if (failure)
        return {};
    return { static_cast<const std::byte*> (first), size };
}

void unmapFile (std::span<const std::byte> bytes) noexcept
{
    if (! bytes.empty())
        ::munmap (const_cast<std::byte*> (bytes.data()), bytes.size());
}

} // namespace unbraid::platform
