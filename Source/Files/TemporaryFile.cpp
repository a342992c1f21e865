// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/TemporaryFile.h"

#include "Platform/Descriptors.h"
#include "Platform/Paths.h"

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace unbraid::files
{

namespace
{
constexpr size_t bytesAtOnce = 1 << 16;

core::Error cannotKeep (int reason)
{
    std::error_code ignored;
    return { "there is no room for a temporary file", std::filesystem::temp_directory_path (ignored).string(),
             std::generic_category().message (reason),
             std::string ("a folder that can be written, named by ") + platform::temporaryFolderVariable };
}
} // namespace

core::Result<TemporaryFile> TemporaryFile::create()
{
    if (const int descriptor = platform::createUnnamedFile(); descriptor >= 0)
        return TemporaryFile (descriptor);
    return cannotKeep (errno);
}

TemporaryFile::~TemporaryFile()
{
    if (fileDescriptor >= 0)
        platform::closeFile (fileDescriptor);
}

TemporaryFile::TemporaryFile (TemporaryFile&& other) noexcept
    : fileDescriptor (std::exchange (other.fileDescriptor, -1))
{
}

TemporaryFile& TemporaryFile::operator= (TemporaryFile&& other) noexcept
{
    std::swap (fileDescriptor, other.fileDescriptor);
    return *this;
}

core::Status TemporaryFile::fill (std::span<const std::byte> begin, int stream) const
{
    std::vector<std::byte> bytes (begin.begin(), begin.end());
    while (! bytes.empty())
    {
        if (! platform::writeFully (fileDescriptor, bytes))
            return cannotKeep (errno);
        bytes.resize (bytesAtOnce);
        const auto count = platform::readFully (stream, bytes);
        if (count < 0)
            return core::Error{
                "the stream cannot be read", {}, std::generic_category().message (errno), {}
            };
        bytes.resize (static_cast<size_t> (count));
    }
    return core::Done{};
}

core::Status TemporaryFile::checkRoom() const
{
    const std::vector<std::byte> bytes (bytesAtOnce);
    return platform::writeFully (fileDescriptor, bytes) ? core::Status (core::Done{}) : cannotKeep (errno);
}

int TemporaryFile::take() noexcept
{
    platform::rewind (fileDescriptor);
    return std::exchange (fileDescriptor, -1);
}

} // namespace unbraid::files
