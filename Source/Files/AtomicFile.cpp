// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"

#include "Core/Support/Checksum.h"
#include "Core/Support/Pattern.h"
#include "Platform/Descriptors.h"
#include "Platform/Paths.h"
#include "Platform/Processes.h"

#include <atomic>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
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

/** Eight hexadecimal digits. */
std::string checksumOf (std::string_view text)
{
    const auto sum = core::checksum<std::uint32_t> (text);
    std::string digits;
    for (int shift = 28; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[sum >> shift & 15];
    return digits;
}

/** A name that no other program makes by chance. The target's own name is not in it, which may be as long as names can be. */
std::string nameOf (const std::string& process, const std::string& number)
{
    const std::string begin = "unbraid-" + process + "-" + number + "-";
    return begin + checksumOf (begin);
}

/** Next to the target, since only within one folder a rename is atomic. */
fs::path neighbourOf (const fs::path& target, const char* ending)
{
    static std::atomic<unsigned> count{ 0 };
    return target.parent_path() /
           (nameOf (std::to_string (platform::processId()), std::to_string (count++)) + ending);
}

fs::path folderOf (const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path (".");
}

void makeFolderOf (const fs::path& file)
{
    std::error_code ignored; // met again when the file is made
    if (file.has_parent_path())
        fs::create_directories (file.parent_path(), ignored);
}

/** Keeps the file of a name, so that it can come back after another has taken the name. */
class KeptFile
{
public:
    explicit KeptFile (fs::path name)
        : path (std::move (name))
    {
    }

    /** By a second name where the folder can have one, so that the first stays taken all the while. */
    std::error_code keep()
    {
        std::error_code failure;
        if (! fs::is_regular_file (path, failure))
            return {};
        aside = neighbourOf (path, ".old"); // never removed as a leftover
        fs::create_hard_link (path, aside, failure);
        if (failure)
            fs::rename (path, aside, failure);
        if (failure)
            aside.clear();
        return failure;
    }

    void markReplaced() noexcept { isReplaced = true; }

    void restore() noexcept
    {
        std::error_code ignored;
        if (aside.empty() && isReplaced)
            fs::remove (path, ignored);
        if (! aside.empty() && ! platform::replaceFile (aside, path))
            forget(); // of two names of one file, a rename removes none
    }

    void forget() noexcept
    {
        std::error_code ignored;
        if (! aside.empty())
            fs::remove (aside, ignored);
    }

private:
    fs::path path, aside;
    bool isReplaced = false;
};
} // namespace

core::Result<AtomicFile> AtomicFile::create (const fs::path& target)
{
    std::error_code ignored; // what is wrong is met again below
    const auto resolved = fs::is_symlink (target, ignored) ? fs::weakly_canonical (target, ignored) : target;
    const auto present = fs::status (resolved, ignored);
    if (fs::exists (present) && ! fs::is_regular_file (present))
        return core::Error{ "the file cannot be written", target.string(), "a folder or a device",
                            "a plain file or a new name" };

    makeFolderOf (resolved);
    for (int attempt = 0; attempt < maxAttempts; ++attempt)
    {
        auto temporary = neighbourOf (resolved, ".part");
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

core::Result<AtomicFile> AtomicFile::createNamed (const fs::path& target)
{
    makeFolderOf (target);
    const int descriptor = platform::createFile (target);
    if (descriptor >= 0)
        return AtomicFile (target, {}, descriptor);
    if (errno == EEXIST)
        return core::Error{ "the file cannot be written", target.string(), "a file of that name",
                            "a new name" };
    return cannotWrite (target, reasonNow());
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
    if (! temporaryPath.empty())
        fs::remove (temporaryPath, ignored);
}

core::Status AtomicFile::write (std::span<const std::byte> bytes)
{
    assert (fileDescriptor >= 0);
    if (platform::writeFully (fileDescriptor, bytes))
        return core::Done{};
    return cannotWrite (targetPath, reasonNow());
}

std::error_code AtomicFile::close (Sync sync) noexcept
{
    std::error_code failure;
    if (sync == Sync::toDisk && ! platform::flushToDisk (fileDescriptor))
        failure = reasonNow();
    // Closed first: on network file systems a full disk may show only then, and Windows renames no open file.
    if (! platform::closeFile (std::exchange (fileDescriptor, -1)) && ! failure)
        failure = reasonNow();
    return failure;
}

core::Status AtomicFile::commit (Sync sync)
{
    assert (fileDescriptor >= 0);
    std::error_code failure = close (sync);
    if (const bool isNamed = temporaryPath.empty(); ! isNamed)
    {
        if (! failure)
            failure = platform::replaceFile (temporaryPath, targetPath);
        std::error_code ignored;
        if (failure)
            fs::remove (temporaryPath, ignored);
    }
    if (failure)
        return cannotWrite (targetPath, failure);
    if (sync == Sync::toDisk)
        platform::flushFolder (folderOf (targetPath));
    return core::Done{};
}

core::Status AtomicFile::commitTogether (std::vector<AtomicFile> files)
{
    if (files.size() == 1)
        return files.front().commit (Sync::none);
    std::vector<KeptFile> kept;
    kept.reserve (files.size());
    for (const auto& file : files)
        kept.emplace_back (file.targetPath);
    std::error_code failure;
    size_t failed = 0;
    const auto forEach = [&] (const auto& step)
    {
        for (size_t i = 0; i < files.size() && ! failure; ++i)
            if (failure = step (i); failure)
                failed = i;
    };
    forEach ([&] (size_t i) { return files[i].close (Sync::none); });
    forEach ([&] (size_t i) { return kept[i].keep(); });
    forEach (
        [&] (size_t i)
        {
            const auto moved = platform::replaceFile (files[i].temporaryPath, files[i].targetPath);
            if (! moved)
                kept[i].markReplaced();
            return moved;
        });
    for (size_t i = 0; i < files.size(); ++i)
    {
        std::error_code ignored;
        failure ? kept[i].restore() : kept[i].forget();
        fs::remove (files[i].temporaryPath, ignored);
    }
    return failure ? core::Status (cannotWrite (files[failed].targetPath, failure)) : core::Done{};
}

void removeLeftovers (const fs::path& folder)
{
    static const core::Pattern form (R"(unbraid-([0-9]{1,9})-([0-9]{1,10})-[0-9a-f]{8}\.part)");
    std::error_code failure;
    for (fs::directory_iterator item (folder, failure), end; ! failure && item != end;
         item.increment (failure))
    {
        const std::string name = item->path().filename().string();
        if (! name.ends_with (".part"))
            continue;
        const auto parts = form.matchWhole (name);
        if (parts.empty() || name != nameOf (parts[1], parts[2]) + ".part")
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
