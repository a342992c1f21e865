// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"

#include "Platform/Descriptors.h"
#include "Platform/Paths.h"
#include "Platform/Processes.h"

#include <atomic>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <regex>
#include <string>
#include <system_error>
#include <utility>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

constexpr auto leftoverAge = std::chrono::hours (1);
constexpr int maxAttempts = 1000; // left-over names of killed processes that are stepped over

core::Error cannotWrite (const fs::path& path, std::error_code reason)
{
    return { "the file cannot be written", path.string(), reason.message(), {} };
}

/** Of what failed just now. */
std::error_code reasonNow()
{
    return { errno, std::generic_category() };
}

/** Next to the target, since only within one folder a rename is atomic. */
fs::path temporaryFor (const fs::path& target)
{
    static std::atomic<unsigned> count{ 0 };
    std::string name = target.string();
    name.append (".")
        .append (std::to_string (platform::processId()))
        .append ("-")
        .append (std::to_string (count++));
    return name + ".part";
}

fs::path folderOf (const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path (".");
}
} // namespace

core::Result<AtomicFile> AtomicFile::create (const fs::path& target)
{
    std::error_code ignored; // what is wrong is met again below
    const auto resolved = fs::is_symlink (target, ignored) ? fs::weakly_canonical (target, ignored) : target;
    const auto present = fs::status (resolved, ignored);
    if (fs::exists (present) && ! fs::is_regular_file (present))
        return core::Error{ "the file cannot be written", target.string(), "a folder or a device",
                            "a plain file or a new name" };

    if (const auto folder = resolved.parent_path(); ! folder.empty())
        fs::create_directories (folder, ignored);
    for (int attempt = 0; attempt < maxAttempts; ++attempt)
    {
        auto temporary = temporaryFor (resolved);
        const int descriptor = platform::createFile (temporary);
        if (descriptor >= 0)
        {
            if (fs::exists (present))
                fs::permissions (temporary, present.permissions(), ignored);
            return AtomicFile (resolved, std::move (temporary), descriptor);
        }
        if (errno != EEXIST)
            return cannotWrite (target, reasonNow());
    }
    return cannotWrite (target, std::make_error_code (std::errc::file_exists));
}

AtomicFile::AtomicFile (fs::path target, fs::path temporary, int descriptor)
    : targetPath (std::move (target))
    , temporaryPath (std::move (temporary))
    , fileDescriptor (descriptor)
{
}

AtomicFile::~AtomicFile()
{
    discard();
}

AtomicFile::AtomicFile (AtomicFile&& other) noexcept
    : targetPath (std::move (other.targetPath))
    , temporaryPath (std::move (other.temporaryPath))
    , fileDescriptor (std::exchange (other.fileDescriptor, -1))
{
}

AtomicFile& AtomicFile::operator= (AtomicFile&& other) noexcept
{
    std::swap (targetPath, other.targetPath);
    std::swap (temporaryPath, other.temporaryPath);
    std::swap (fileDescriptor, other.fileDescriptor);
    return *this;
}

void AtomicFile::discard() noexcept
{
    if (fileDescriptor < 0)
        return;
    platform::closeFile (std::exchange (fileDescriptor, -1));
    std::error_code ignored;
    fs::remove (temporaryPath, ignored);
}

core::Status AtomicFile::write (std::span<const std::byte> bytes)
{
    assert (fileDescriptor >= 0);
    if (platform::writeFully (fileDescriptor, bytes))
        return core::Done{};
    return cannotWrite (targetPath, reasonNow());
}

core::Status AtomicFile::commit (Sync sync)
{
    assert (fileDescriptor >= 0);
    std::error_code failure;
    if (sync == Sync::toDisk && ! platform::flushToDisk (fileDescriptor))
        failure = reasonNow();
    // Closed first: on network file systems a full disk may show only then, and Windows renames no open file.
    if (! platform::closeFile (std::exchange (fileDescriptor, -1)) && ! failure)
        failure = reasonNow();
    if (! failure)
        failure = platform::replaceFile (temporaryPath, targetPath);
    if (failure)
    {
        std::error_code ignored;
        fs::remove (temporaryPath, ignored);
        return cannotWrite (targetPath, failure);
    }
    if (sync == Sync::toDisk)
        platform::flushFolder (folderOf (targetPath));
    return core::Done{};
}

void removeLeftovers (const fs::path& folder)
{
    static const std::regex form (R"(.+\.([0-9]{1,9})-[0-9]+\.part)");
    std::error_code failure;
    for (fs::directory_iterator item (folder, failure), end; ! failure && item != end;
         item.increment (failure))
    {
        const std::string name = item->path().filename().string();
        std::smatch parts;
        if (! name.ends_with (".part") || ! std::regex_match (name, parts, form))
            continue;
        std::error_code ignored;
        const bool isGone = ! platform::mayBeRunning (std::stoi (parts[1]));
        const auto age = fs::file_time_type::clock::now() - fs::last_write_time (item->path(), ignored);
        if (isGone && ! ignored && age > leftoverAge)
            fs::remove (item->path(), ignored);
    }
}

core::Status writeWholeFile (const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    auto file = AtomicFile::create (path);
    if (! file.ok())
        return file.error();
    if (auto written = file.value().write (bytes); ! written.ok())
        return written;
    return file.value().commit();
}

core::Status writeWholeFile (const std::filesystem::path& path, const std::string& text)
{
    return writeWholeFile (path, std::as_bytes (std::span (text.data(), text.size())));
}

} // namespace unbraid::files
