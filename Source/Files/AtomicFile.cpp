// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"

#include "Files/Descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <regex>
#include <string>
#include <system_error>
#include <utility>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

constexpr mode_t newFileMode = 0666; // less the user's umask
constexpr auto leftoverAge = std::chrono::hours (1);
constexpr int maxAttempts = 1000; // left-over names of killed processes that are stepped over

core::Error cannotWrite (const fs::path& path, int reason)
{
    return { "the file cannot be written", path.string(), std::generic_category().message (reason), {} };
}

/** Next to the target, since only within one folder a rename is atomic. */
fs::path temporaryFor (const fs::path& target)
{
    static std::atomic<unsigned> count{ 0 };
    std::string name = target.string();
    name.append (".").append (std::to_string (::getpid())).append ("-").append (std::to_string (count++));
    return name + ".part";
}

/** Makes the rename itself last; a folder that cannot be synced is no reason to fail. */
void syncFolder (const fs::path& file)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : fs::path (".");
    const int descriptor = ::open (folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync (descriptor);
    ::close (descriptor);
}
} // namespace

core::Result<AtomicFile> AtomicFile::create (const fs::path& target)
{
    std::error_code ignored; // stat and open below meet whatever is wrong again
    const auto resolved = fs::is_symlink (target, ignored) ? fs::weakly_canonical (target, ignored) : target;
    struct stat present = {};
    const bool exists = ::stat (resolved.c_str(), &present) == 0;
    if (exists && ! S_ISREG (present.st_mode))
        return core::Error{ "the file cannot be written", target.string(), "a folder or a device",
                            "a plain file or a new name" };

    if (const auto folder = resolved.parent_path(); ! folder.empty())
        fs::create_directories (folder, ignored);
    for (int attempt = 0; attempt < maxAttempts; ++attempt)
    {
        auto temporary = temporaryFor (resolved);
        const int descriptor = ::open (temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, newFileMode);
        if (descriptor >= 0)
        {
            if (exists)
                (void)::fchmod (descriptor, present.st_mode & 07777);
            return AtomicFile (resolved, std::move (temporary), descriptor);
        }
        if (errno != EEXIST)
            return cannotWrite (target, errno);
    }
    return cannotWrite (target, EEXIST);
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
    ::close (std::exchange (fileDescriptor, -1));
    ::unlink (temporaryPath.c_str());
}

core::Status AtomicFile::write (std::span<const std::byte> bytes)
{
    assert (fileDescriptor >= 0);
    if (writeFully (fileDescriptor, bytes))
        return core::Done{};
    return cannotWrite (targetPath, errno);
}

core::Status AtomicFile::commit (Sync sync)
{
    assert (fileDescriptor >= 0);
    const bool synced = sync == Sync::none || ::fsync (fileDescriptor) == 0;
    if (! synced || ::rename (temporaryPath.c_str(), targetPath.c_str()) != 0)
    {
        const int reason = errno;
        discard();
        return cannotWrite (targetPath, reason);
    }
    if (sync == Sync::toDisk)
        syncFolder (targetPath);
    // On network file systems a full disk may show only now: too late to keep the old file, but not to say
    // so.
    if (::close (std::exchange (fileDescriptor, -1)) != 0)
        return cannotWrite (targetPath, errno);
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
        const bool isGone = ::kill (std::stoi (parts[1]), 0) != 0 && errno == ESRCH;
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
