// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"
#include "Support/FullDisk.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

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

void makeOld (const std::filesystem::path& file)
{
    const auto now = std::filesystem::file_time_type::clock::now();
    std::filesystem::last_write_time (file, now - std::chrono::hours (5));
}

/** A number that no process has. */
::pid_t endedProcess()
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit (0);
    REQUIRE (::waitpid (child, nullptr, 0) == child);
    return child;
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
    {
        auto file = AtomicFile::create (folder / "a");
        (void)file.value().write (asBytes ("half of"));
        ::_exit (0);
    }
    REQUIRE (::waitpid (child, nullptr, 0) == child);
    const Names killed = folder.names();
    REQUIRE (killed.size() == 1);
    auto living = AtomicFile::create (folder / "b");
    REQUIRE (living.ok());
    files::removeLeftovers (folder.path);
    CHECK (folder.names().size() == 2);
    for (const auto& name : folder.names())
        makeOld (folder / name);
    files::removeLeftovers (folder.path);
    CHECK (folder.names().size() == 1);
    CHECK_FALSE (std::filesystem::exists (folder / killed.front()));
    files::removeLeftovers (folder / "none");
}

TEST_CASE ("A file that looks like a leftover and was made by another program stays")
{
    const TemporaryFolder folder;
    const std::string gone = std::to_string (endedProcess());
    const Names others{ "a.wav." + gone + "-0.part",
                        "archive.1999-12.part",
                        "d.part",
                        "unbraid-" + gone + "-0.part",
                        "unbraid-" + gone + "-0-00000000.part",
                        "unbraid-.part" };
    for (const auto& name : others)
    {
        writeText (folder / name, "mine");
        makeOld (folder / name);
    }
    files::removeLeftovers (folder.path);
    CHECK (folder.names().size() == others.size());
}

TEST_CASE ("A file of the longest name there is can be written")
{
    const TemporaryFolder folder;
    const std::string name (255, 'n');
    REQUIRE (files::writeWholeFile (folder / name, std::string ("text")).ok());
    CHECK (readText (folder / name) == "text");
    CHECK (folder.names() == Names{ name });
}

TEST_CASE ("Of files that are committed together, all appear, or those are there that were before")
{
    const TemporaryFolder folder;
    const Names names{ "a", "b", "c", "d" };
    const auto commit = [&]
    {
        std::vector<AtomicFile> files;
        for (const auto& name : names)
        {
            files.push_back (std::move (AtomicFile::create (folder / name)).value());
            REQUIRE (files.back().write (asBytes ("new " + name)).ok());
        }
        // A folder comes in the way of the third.
        const bool isBlocked = std::filesystem::exists (folder / "block");
        if (isBlocked)
            std::filesystem::rename (folder / "block", folder / "c");
        return AtomicFile::commitTogether (std::move (files));
    };
    writeText (folder / "a", "old a");
    std::filesystem::create_directory (folder / "block");
    writeText (folder / "block/inside", "kept");
    const auto refused = commit();
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().where == (folder / "c").string());
    CHECK (folder.names() == Names{ "a", "c" });
    CHECK (readText (folder / "a") == "old a");
    CHECK (readText (folder / "c/inside") == "kept");

    std::filesystem::remove_all (folder / "c");
    REQUIRE (commit().ok());
    CHECK (folder.names() == names);
    for (const auto& name : names)
        CHECK (readText (folder / name) == "new " + name);
}

TEST_CASE ("A file that is named from the start replaces none, and stays whatever happens to its writer")
{
    const TemporaryFolder folder;
    const auto child = ::fork();
    if (child == 0)
    {
        auto file = AtomicFile::createNamed (folder / "takes/a");
        const bool isWritten = file.ok() && file.value().write (asBytes ("sound")).ok();
        if (! isWritten)
            ::_exit (1);
        ::kill (::getpid(), SIGKILL);
    }
    REQUIRE (::waitpid (child, nullptr, 0) == child);
    makeOld (folder / "takes/a");
    files::removeLeftovers (folder / "takes");
    CHECK (readText (folder / "takes/a") == "sound");
    CHECK_FALSE (AtomicFile::createNamed (folder / "takes/a").ok());
    {
        auto dropped = AtomicFile::createNamed (folder / "takes/b");
        REQUIRE (dropped.ok());
        REQUIRE (dropped.value().write (asBytes ("more")).ok());
    }
    CHECK (readText (folder / "takes/b") == "more");
    auto committed = AtomicFile::createNamed (folder / "takes/c");
    REQUIRE (committed.ok());
    CHECK (committed.value().commit().ok());
    CHECK (std::filesystem::exists (folder / "takes/c"));
    CHECK (readText (folder / "takes/a") == "sound");
}
