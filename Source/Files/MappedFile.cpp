// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/MappedFile.h"

#include "Platform/Descriptors.h"
#include "Platform/Mapping.h"

#include <cerrno>
#include <system_error>

namespace unbraid::files
{

namespace
{
core::Error cannotMap (const std::filesystem::path& path, std::error_code found)
{
    return { "the file cannot be read", path.string(), found.message(), "a plain file that is not empty" };
}
} // namespace

core::Result<std::shared_ptr<const MappedFile>> MappedFile::open (const std::filesystem::path& path)
{
    const int descriptor = platform::openForReading (path);
    if (descriptor < 0)
        return cannotMap (path, { errno, std::generic_category() });
    std::error_code failure;
    const auto bytes = platform::mapFile (descriptor, failure);
    platform::closeFile (descriptor);
    if (failure)
        return cannotMap (path, failure);
    return std::shared_ptr<const MappedFile> (new MappedFile (bytes));
}

MappedFile::~MappedFile()
{
    platform::unmapFile (mapped);
}

} // namespace unbraid::files
