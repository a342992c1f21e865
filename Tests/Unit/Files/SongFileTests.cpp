// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/SongFile.h"

#include "Files/MappedFile.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <cstring>

using namespace unbraid;

TEST_CASE ("A song's description holds its tempo and the notes of its scale")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "song/song.json",
                     R"({"tempo": 109, "root": 2, "scale": [0, 4, 11], "played by": [["bass", 32]]})");
    const auto facts = files::readSongFacts (folder / "song");
    REQUIRE (facts.ok());
    CHECK (facts.value().tempo == 109.0);
    CHECK (facts.value().pitchClasses == ((1u << 2) | (1u << 6) | (1u << 1)));
    const auto unknown = files::readSongFacts (folder / "nothing");
    REQUIRE (unknown.ok());
    CHECK (unknown.value().tempo == 0.0);
    CHECK (unknown.value().pitchClasses == 0u);
}

TEST_CASE ("A song's description that makes no sense is refused by name")
{
    const test::TemporaryFolder folder;
    for (const char* text : { "", "[1]", "{\"tempo\": ", R"({"tempo": 0})", R"({"tempo": "fast"})",
                              R"({"root": 12, "scale": [0]})", R"({"root": 0, "scale": [0, 12]})",
                              R"({"root": 0, "scale": []})", R"({"root": 0.5, "scale": [0]})" })
    {
        test::writeText (folder / "song.json", text);
        const auto facts = files::readSongFacts (folder / ".");
        INFO (text);
        REQUIRE_FALSE (facts.ok());
        CHECK (facts.error().where.find ("song.json") != std::string::npos);
    }
}

TEST_CASE ("A mapped file holds the file's bytes, also after it was replaced")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "a", "first");
    const auto mapped = files::MappedFile::open (folder / "a");
    REQUIRE (mapped.ok());
#ifndef _WIN32 // which replaces no file that is mapped
    test::writeText (folder / "b", "other");
    std::filesystem::rename (folder / "b", folder / "a");
#endif
    REQUIRE (mapped.value()->bytes().size() == 5);
    CHECK (std::memcmp (mapped.value()->bytes().data(), "first", 5) == 0);
    test::writeText (folder / "empty", "");
    for (const char* name : { "empty", "missing", "." })
        CHECK_FALSE (files::MappedFile::open (folder / name).ok());
}
