// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"
#include "Support/FullDisk.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

using namespace unbraid;
using namespace unbraid::test;
using files::AtomicFile;
using Names = std::vector<std::string>;

namespace
{
std::span<const std::byte> asBytes (std::string_view text)
{
    return std::as_bytes (std::span (text));
}
} // namespace

TEST_CASE ("A file appears under its name only when it is committed")
{
    const TemporaryFolder folder;
    auto file = AtomicFile::create (folder / "a");
    REQUIRE (file.ok());
    REQUIRE (file.value().write (asBytes ("new")).ok());
    CHECK_FALSE (std::filesystem::exists (folder / "a"));
    REQUIRE (file.value().commit().ok());
    CHECK (readText (folder / "a") == "new");
    CHECK (folder.names() == Names{ "a" });
}

TEST_CASE ("A file that is not committed leaves the old one and nothing else")
{
    const TemporaryFolder folder;
    writeText (folder / "a", "old");
    {
        auto file = AtomicFile::create (folder / "a");
        REQUIRE (file.ok());
        REQUIRE (file.value().write (asBytes ("new")).ok());
        AtomicFile moved = std::move (file).value();
    }
    CHECK (readText (folder / "a") == "old");
    CHECK (folder.names() == Names{ "a" });
}

TEST_CASE ("A process that dies while writing leaves the old file as it was")
{
    const TemporaryFolder folder;
    writeText (folder / "a", "old");
    const auto child = ::fork();
    if (child == 0)
    {
        auto file = AtomicFile::create (folder / "a");
        (void)file.value().write (asBytes ("half of"));
        ::_exit (0);
    }
    REQUIRE (::waitpid (child, nullptr, 0) == child);
    CHECK (readText (folder / "a") == "old");
}

TEST_CASE ("A full disk is reported and leaves the old file and nothing else")
{
    const TemporaryFolder folder;
    writeText (folder / "a", "old");
    {
        const FullDisk full (2);
        auto file = AtomicFile::create (folder / "a");
        REQUIRE (file.ok());
        CHECK_FALSE (file.value().write (asBytes ("new")).ok());
    }
    CHECK (readText (folder / "a") == "old");
    CHECK (folder.names() == Names{ "a" });
}

TEST_CASE ("A written file keeps the permissions of the one it replaces, and a link stays a link")
{
    const TemporaryFolder folder;
    writeText (folder / "a", "old");
    const auto mode = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::filesystem::permissions (folder / "a", mode);
    std::filesystem::create_symlink ("a", folder / "link");
    auto file = AtomicFile::create (folder / "link");
    REQUIRE (file.ok());
    REQUIRE (file.value().write (asBytes ("new")).ok());
    REQUIRE (file.value().commit().ok());
    CHECK (readText (folder / "a") == "new");
    CHECK (std::filesystem::is_symlink (folder / "link"));
    CHECK (std::filesystem::status (folder / "a").permissions() == mode);
}

TEST_CASE ("Folders and devices are never replaced by a file")
{
    const TemporaryFolder folder;
    CHECK_FALSE (AtomicFile::create (folder.path).ok());
    CHECK_FALSE (AtomicFile::create ("/dev/null").ok());
    CHECK (folder.names().empty());
}

TEST_CASE ("Folders on the way to a file are made, but no file gives way to one")
{
    const TemporaryFolder folder;
    REQUIRE (files::writeWholeFile (folder / "new/deeper/a", std::string ("text")).ok());
    CHECK (readText (folder / "new/deeper/a") == "text");
    CHECK_FALSE (AtomicFile::create (folder / "new/deeper/a/b").ok());
    CHECK (readText (folder / "new/deeper/a") == "text");
}

TEST_CASE ("What killed processes left is removed when it is old, what lives or is new stays")
{
    const TemporaryFolder folder;
    const auto child = ::fork();
    if (child == 0)
        ::_exit (0);
    REQUIRE (::waitpid (child, nullptr, 0) == child); // now there is nobody of that number
    const std::string gone = std::to_string (child), here = std::to_string (::getpid());
    const Names all{ "a.wav." + gone + "-0.part", "b.wav." + gone + "-1.part", "c.wav." + here + "-0.part",
                     "d.part" };
    for (const auto& name : all)
    {
        writeText (folder / name, "half");
        const bool isNew = name.starts_with ('b');
        std::filesystem::last_write_time (folder / name, std::filesystem::file_time_type::clock::now() -
                                                             std::chrono::hours (isNew ? 0 : 5));
    }
    files::removeLeftovers (folder.path);
    CHECK (folder.names() == Names (all.begin() + 1, all.end()));
    files::removeLeftovers (folder / "none");
}
