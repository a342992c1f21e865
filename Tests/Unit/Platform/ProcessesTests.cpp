// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Descriptors.h"
#include "Platform/Libraries.h"
#include "Platform/Processes.h"

#include <catch2/catch.hpp>

#include <csignal>

#include <array>
#include <string>

using namespace unbraid;

namespace
{
/** A stream of a started program. */
class Stream
{
public:
    Stream()
        : descriptor (platform::createUnnamedFile())
    {
        REQUIRE (descriptor >= 0);
    }
    ~Stream() { platform::closeFile (descriptor); }
    Stream (const Stream&) = delete;
    Stream& operator= (const Stream&) = delete;

    [[nodiscard]] std::string text() const
    {
        std::array<std::byte, 65536> bytes{};
        platform::rewind (descriptor);
        const auto count = platform::readFully (descriptor, bytes);
        REQUIRE (count >= 0);
        return { reinterpret_cast<const char*> (bytes.data()), static_cast<size_t> (count) };
    }

    const int descriptor;
};

/** These tests, started by themselves. */
platform::ProgramEnd runItself (const std::vector<std::string>& arguments, const Stream& output,
                                const Stream& errors)
{
    std::vector<std::string> words{ platform::programFile().string() };
    words.insert (words.end(), arguments.begin(), arguments.end());
    return platform::runProgram (words, -1, output.descriptor, errors.descriptor);
}
} // namespace

TEST_CASE ("A program is run, and its end is reported")
{
    const Stream output, errors;
    const auto end = runItself ({ "--list-reporters" }, output, errors);
    CHECK_FALSE (end.failure);
    CHECK (output.text().find ("junit") != std::string::npos);
    CHECK (runItself ({ "--no-such-option" }, output, errors).exitStatus != 0);
}

TEST_CASE ("Quotes, backslashes and spaces reach a program as they are")
{
    const Stream output, errors;
    const std::string word = R"(a "b\" c\\ d\)"; // as the XML of a run of no tests names it
    CHECK_FALSE (runItself ({ "--reporter", "xml", "--name", word, "[none]" }, output, errors).failure);
    CHECK (output.text().find (R"(name="a &quot;b\&quot; c\\ d\")") != std::string::npos);
}

TEST_CASE ("A program that is not installed is distinguished from one that fails")
{
    const Stream output, errors;
    const auto end =
        platform::runProgram ({ "unbraid-no-such-program" }, -1, output.descriptor, errors.descriptor);
    CHECK (end.failure == std::errc::no_such_file_or_directory);
}

#ifndef _WIN32
TEST_CASE ("Where ended processes are taken away, no program counts as successful")
{
    const Stream output, errors;
    const auto before = std::signal (SIGCHLD, SIG_IGN);
    const auto end = runItself ({ "--no-such-option" }, output, errors);
    std::signal (SIGCHLD, before);
    CHECK (end.failure == std::errc::no_child_process);
}
#endif

TEST_CASE ("This process runs")
{
    CHECK (platform::mayBeRunning (platform::processId()));
}
