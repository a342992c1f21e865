// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"

#include "Platform/Processes.h"

#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>

namespace unbraid::platform
{

namespace
{
constexpr int bytesAlone = _O_BINARY | _O_NOINHERIT;
constexpr int newAndOpen = _O_RDWR | _O_CREAT | _O_EXCL | bytesAlone;
constexpr int newFileMode = _S_IREAD | _S_IWRITE;
constexpr size_t bytesAtOnce = 1 << 20; // fewer than an int counts
constexpr int maxAttempts = 1000;

unsigned countOf (size_t numBytes) noexcept
{
    return static_cast<unsigned> (std::min (numBytes, bytesAtOnce));
}
} // namespace

int openForReading (const std::filesystem::path& path) noexcept
{
    return ::_wopen (path.c_str(), _O_RDONLY | bytesAlone);
}

int createFile (const std::filesystem::path& path) noexcept
{
    return ::_wopen (path.c_str(), newAndOpen, newFileMode);
}

int createUnnamedFile()
{
    static std::atomic<unsigned> count{ 0 };
    std::error_code failure;
    const auto folder = std::filesystem::temp_directory_path (failure);
    if (failure)
    {
        errno = ENOENT;
        return -1;
    }
    for (int attempt = 0; attempt < maxAttempts; ++attempt)
    {
        const auto name =
            folder / ("unbraid-" + std::to_string (processId()) + "-" + std::to_string (count++) + ".tmp");
        const int descriptor =
            ::_wopen (name.c_str(), newAndOpen | _O_TEMPORARY | _O_SHORT_LIVED, newFileMode);
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

bool closeFile (int descriptor) noexcept
{
    return ::_close (descriptor) == 0;
}

bool flushToDisk (int descriptor) noexcept
{
    return ::_commit (descriptor) == 0;
}

std::ptrdiff_t readSome (int descriptor, std::span<std::byte> bytes) noexcept
{
    return ::_read (descriptor, bytes.data(), countOf (bytes.size()));
}

std::ptrdiff_t writeSome (int descriptor, std::span<const std::byte> bytes) noexcept
{
    return ::_write (descriptor, bytes.data(), countOf (bytes.size()));
}

std::int64_t seek (int descriptor, std::int64_t offset, int whence) noexcept
{
    return ::_lseeki64 (descriptor, offset, whence);
}

} // namespace unbraid::platform
