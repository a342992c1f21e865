// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/PipeCopy.h"

#include "Files/Reading/FileView.h"
#include "Files/TemporaryFile.h"
#include "Platform/Descriptors.h"

#include <array>
#include <cerrno>
#include <map>
#include <mutex>
#include <system_error>

namespace unbraid::files
{

namespace
{
/** The pipes of this process, by their names; they stay until it ends. */
class KeptPipes
{
public:
    static KeptPipes& all()
    {
        static KeptPipes pipes;
        return pipes;
    }

    /** Its descriptor, or -1. */
    [[nodiscard]] int find (const std::filesystem::path& path)
    {
        const std::scoped_lock lock (mutex);
        const auto found = copies.find (path);
        return found == copies.end() ? -1 : found->second.descriptor();
    }

    void add (const std::filesystem::path& path, TemporaryFile copy)
    {
        const std::scoped_lock lock (mutex);
        copies.emplace (path, std::move (copy));
    }

private:
    std::mutex mutex;
    std::map<std::filesystem::path, TemporaryFile> copies;
};
} // namespace

bool isPipe (const std::filesystem::path& path)
{
    std::error_code failure;
    return std::filesystem::is_fifo (path, failure);
}

core::Status keepPipe (const std::filesystem::path& path)
{
    if (! isPipe (path) || isKeptPipe (path))
        return core::Done{};
    const int stream = platform::openForReading (path);
    if (stream < 0)
        return core::Error{ "the pipe cannot be read", path.string(), std::generic_category().message (errno),
                            "a pipe that can be read" };
    auto copy = TemporaryFile::create();
    std::array<std::byte, 1> first{};
    core::Status filled = copy.ok() ? core::Status (core::Done{}) : copy.error();
    if (filled.ok() && platform::readFully (stream, first) == 1)
        filled = copy.value().fill (first, stream);
    platform::closeFile (stream);
    if (filled.ok())
        KeptPipes::all().add (path, std::move (copy).value());
    return filled;
}

bool isKeptPipe (const std::filesystem::path& path)
{
    return KeptPipes::all().find (path) >= 0;
}

std::optional<std::uintmax_t> keptPipeBytes (const std::filesystem::path& path)
{
    const int copy = KeptPipes::all().find (path);
    return copy < 0 ? std::optional<std::uintmax_t>()
                    : static_cast<std::uintmax_t> (FileView (copy).length());
}

std::optional<int> openKeptPipe (const std::filesystem::path& path)
{
    const int copy = KeptPipes::all().find (path);
    if (copy < 0)
        return {};
    // A position of its own: several read at once.
    const int own = platform::openForReading ("/dev/fd/" + std::to_string (copy));
    if (own < 0)
        return {};
    platform::rewind (own);
    return own;
}

} // namespace unbraid::files
