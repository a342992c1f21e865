// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace unbraid::platform
{

namespace
{
constexpr mode_t newFileMode = 0666; // less the user's umask
} // namespace

int openForReading (const std::filesystem::path& path) noexcept
{
    return ::open (path.c_str(), O_RDONLY | O_CLOEXEC);
}

int createFile (const std::filesystem::path& path) noexcept
{
    return ::open (path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, newFileMode);
}

int createUnnamedFile()
{
    std::error_code failure;
    const auto folder = std::filesystem::temp_directory_path (failure);
    if (failure)
    {
        errno = failure.value();
        return -1;
    }
    std::string name = (folder / "unbraid-XXXXXX").string();
    const int descriptor = ::mkstemp (name.data());
    if (descriptor < 0)
        return -1;
    ::unlink (name.c_str());
    ::fcntl (descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

bool closeFile (int descriptor) noexcept
{
    return ::close (descriptor) == 0;
}

bool flushToDisk (int descriptor) noexcept
{
    return ::fsync (descriptor) == 0;
}

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

bool rewind (int descriptor) noexcept
{
    return seek (descriptor, 0, SEEK_SET) == 0;
}

std::int64_t seek (int descriptor, std::int64_t offset, int whence) noexcept
{
    return ::lseek (descriptor, offset, whence);
}

} // namespace unbraid::platform
