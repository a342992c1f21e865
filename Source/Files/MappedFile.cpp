// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/MappedFile.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace unbraid::files
{

namespace
{
core::Error cannotMap (const std::filesystem::path& path, std::string found)
{
    return { "the file cannot be read", path.string(), std::move (found), "a plain file that is not empty" };
}

std::string latestFailure()
{
    return std::generic_category().message (errno);
}
} // namespace

core::Result<std::shared_ptr<const MappedFile>> MappedFile::open (const std::filesystem::path& path)
{
    const int descriptor = ::open (path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return cannotMap (path, latestFailure());
    struct stat found = {};
    const bool isPlain = ::fstat (descriptor, &found) == 0 && S_ISREG (found.st_mode) && found.st_size > 0;
    const auto size = isPlain ? static_cast<size_t> (found.st_size) : size_t{ 0 };
    void* first = isPlain ? ::mmap (nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
    const auto failure = isPlain ? latestFailure() : std::string ("no bytes");
    ::close (descriptor);
    if (first == MAP_FAILED)
        return cannotMap (path, failure);
    return std::shared_ptr<const MappedFile> (
        new MappedFile ({ static_cast<const std::byte*> (first), size }));
}

MappedFile::~MappedFile()
{
    ::munmap (const_cast<std::byte*> (mapped.data()), mapped.size());
}

} // namespace unbraid::files
