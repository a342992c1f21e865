// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/TemporaryFile.h"

#include "Files/Descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

namespace unbraid::files
{

namespace
{
constexpr size_t bytesAtOnce = 1 << 16;

core::Error cannotKeep (const std::string& where)
{
    return { "there is no room for a temporary file", where, std::generic_category().message (errno),
             "a folder that can be written, named by TMPDIR" };
}
} // namespace

core::Result<TemporaryFile> TemporaryFile::create()
{
    std::error_code failure;
    const auto folder = std::filesystem::temp_directory_path (failure);
    std::string name = (folder / "unbraid-XXXXXX").string();
    const int descriptor = failure ? -1 : ::mkstemp (name.data());
    if (descriptor < 0)
        return cannotKeep (folder.string());
    ::unlink (name.c_str());
    ::fcntl (descriptor, F_SETFD, FD_CLOEXEC);
    return TemporaryFile (descriptor);
}

TemporaryFile::~TemporaryFile()
{
    if (fileDescriptor >= 0)
        ::close (fileDescriptor);
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
        if (! writeFully (fileDescriptor, bytes))
            return cannotKeep ("temporary file");
        bytes.resize (bytesAtOnce);
        const auto count = readFully (stream, bytes);
        if (count < 0)
            return core::Error{
                "the stream cannot be read", {}, std::generic_category().message (errno), {}
            };
        bytes.resize (static_cast<size_t> (count));
    }
    return core::Done{};
}

int TemporaryFile::take() noexcept
{
    ::lseek (fileDescriptor, 0, SEEK_SET);
    return std::exchange (fileDescriptor, -1);
}

} // namespace unbraid::files
