// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"
#include "Platform/Mapping.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <span>
#include <string>
#include <system_error>

using namespace unbraid;

namespace
{
std::span<const std::byte> bytesOf (const std::string& text)
{
    return std::as_bytes (std::span (text.data(), text.size()));
}

/** All that a descriptor holds, from where it stands. */
std::string rest (int descriptor)
{
    std::array<std::byte, 256> bytes{};
    const auto count = platform::readFully (descriptor, bytes);
    REQUIRE (count >= 0);
    return { reinterpret_cast<const char*> (bytes.data()), static_cast<size_t> (count) };
}
} // namespace

TEST_CASE ("Files carry bytes, also those that end lines and files of text elsewhere")
{
    const test::TemporaryFolder folder;
    const std::string text = "a\nb\r\nc\x1a" + std::string (1, '\0') + "d";
    const auto path = folder / "bytes";
    const int written = platform::createFile (path);
    REQUIRE (written >= 0);
    CHECK (platform::writeFully (written, bytesOf (text)));
    CHECK (platform::rewind (written));
    CHECK (rest (written) == text);
    CHECK (platform::closeFile (written));
    CHECK (std::filesystem::file_size (path) == text.size());

    const int read = platform::openForReading (path);
    REQUIRE (read >= 0);
    CHECK (platform::seek (read, -1, SEEK_END) == static_cast<std::int64_t> (text.size()) - 1);
    CHECK (rest (read) == "d");
    CHECK (platform::closeFile (read));
}

TEST_CASE ("A file is made only where none is")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "present", "old");
    CHECK (platform::createFile (folder / "present") < 0);
    CHECK (errno == EEXIST);
    CHECK (test::readText (folder / "present") == "old");
}

TEST_CASE ("A file without a name keeps what is written to it")
{
    const int descriptor = platform::createUnnamedFile();
    REQUIRE (descriptor >= 0);
    CHECK (platform::writeFully (descriptor, bytesOf ("kept")));
    CHECK (platform::rewind (descriptor));
    CHECK (rest (descriptor) == "kept");
    CHECK (platform::closeFile (descriptor));
}

TEST_CASE ("A mapped file's bytes outlive its descriptor, and an empty file has none")
{
    const test::TemporaryFolder folder;
    const std::string text (10000, 'x');
    test::writeText (folder / "long", text);
    test::writeText (folder / "empty", "");

    const int descriptor = platform::openForReading (folder / "long");
    REQUIRE (descriptor >= 0);
    std::error_code failure;
    const auto bytes = platform::mapFile (descriptor, failure);
    CHECK (platform::closeFile (descriptor));
    REQUIRE_FALSE (failure);
    CHECK (std::string (reinterpret_cast<const char*> (bytes.data()), bytes.size()) == text);
    platform::unmapFile (bytes);

    const int empty = platform::openForReading (folder / "empty");
    REQUIRE (empty >= 0);
    CHECK (platform::mapFile (empty, failure).empty());
    CHECK (failure);
    CHECK (platform::closeFile (empty));
}
