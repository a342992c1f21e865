// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Libraries.h"
#include "Platform/Paths.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

using namespace unbraid;

namespace
{
/** Latin with accents, Greek, Chinese and a letter beyond the 16 bits of one unit, with a space. */
const std::string farName = "\xc3\xa4\xce\xbb \xe9\x9f\xb3\xf0\x9d\x84\x9e.wav";
} // namespace

TEST_CASE ("Names in any script come back as they were given")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / farName, "sound");
    CHECK (folder.names() == std::vector{ farName });
    CHECK (test::readText (folder / farName) == "sound");
    CHECK (platform::identityOf (folder / farName).has_value());
}

TEST_CASE ("A file is replaced by another in one step")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "new", "new");
    test::writeText (folder / farName, "old");
    CHECK_FALSE (platform::replaceFile (folder / "new", folder / farName));
    CHECK (folder.names() == std::vector{ farName });
    CHECK (test::readText (folder / farName) == "new");
    CHECK (platform::replaceFile (folder / "none", folder / farName) == std::errc::no_such_file_or_directory);
    CHECK (test::readText (folder / farName) == "new");
}

TEST_CASE ("A file has one identity by all of its names")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "a", "same");
    test::writeText (folder / "b", "same");
    std::filesystem::create_hard_link (folder / "a", folder / "c");
    const auto identity = platform::identityOf (folder / "a");
    REQUIRE (identity.has_value());
    CHECK (platform::identityOf (folder.path / "." / "a") == identity);
    CHECK (platform::identityOf (folder / "c") == identity);
    CHECK (platform::identityOf (folder / "b") != identity);
    CHECK_FALSE (platform::identityOf (folder / "none").has_value());
}

TEST_CASE ("Files can be added to a folder that is there")
{
    const test::TemporaryFolder folder;
    CHECK (platform::mayAddFiles (folder.path));
    CHECK_FALSE (platform::mayAddFiles (folder / "none"));
}

TEST_CASE ("Patterns match whole names, without their folders")
{
    CHECK (platform::nameMatches ("some/voice-1.wav", "voice*.wav"));
    CHECK (platform::nameMatches ("some/voice-1.wav", "voice-?.wav"));
    CHECK_FALSE (platform::nameMatches ("some/voice-12.wav", "voice-?.wav"));
    CHECK_FALSE (platform::nameMatches ("voice/noise.wav", "voice*"));
}

TEST_CASE ("A program knows where it lies")
{
    const auto program = platform::programFile();
    CHECK (std::filesystem::is_regular_file (program));
    CHECK (program.parent_path() == platform::programFolder());
    CHECK (platform::codeFolder() == platform::programFolder()); // its code lies in no library
}

TEST_CASE ("A variable that is not set is empty")
{
    CHECK (platform::environment ("UNBRAID_NO_SUCH_VARIABLE").empty());
    CHECK_FALSE (platform::environment ("PATH").empty());
}
