// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

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
    CHECK_FALSE (AtomicFile::create (folder / "none/a").ok());
    CHECK (folder.names().empty());
}
