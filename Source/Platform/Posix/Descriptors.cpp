// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
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

std::ptrdiff_t readSome (int descriptor, std::span<std::byte> bytes) noexcept
{
    return ::read (descriptor, bytes.data(), bytes.size());
}

std::ptrdiff_t writeSome (int descriptor, std::span<const std::byte> bytes) noexcept
{
    return ::write (descriptor, bytes.data(), bytes.size());
}

std::int64_t seek (int descriptor, std::int64_t offset, int whence) noexcept
{
    return ::lseek (descriptor, offset, whence);
}

} // namespace unbraid::platform
