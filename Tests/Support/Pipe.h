// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Platform/Descriptors.h"

#include <catch2/catch.hpp>

#ifdef _WIN32
#    include <fcntl.h>
#    include <io.h>
#else
#    include <unistd.h>
#endif

#include <array>

namespace unbraid::test
{

/** A pipe of the system, which cannot seek; its ends are closed once. */
class Pipe
{
public:
    Pipe()
    {
#ifdef _WIN32
        constexpr unsigned bufferBytes = 65536;
        REQUIRE (::_pipe (ends.data(), bufferBytes, _O_BINARY) == 0);
#else
        REQUIRE (::pipe (ends.data()) == 0);
#endif
    }
    ~Pipe()
    {
        closeReading();
        closeWriting();
    }
    Pipe (const Pipe&) = delete;
    Pipe& operator= (const Pipe&) = delete;

    [[nodiscard]] int reading() const
    {
        return ends[0];
    }
    [[nodiscard]] int writing() const
    {
        return ends[1];
    }
    void closeReading()
    {
        close (ends[0]);
    }
    void closeWriting()
    {
        close (ends[1]);
    }

private:
    static void close (int& end)
    {
        if (end >= 0)
            platform::closeFile (end);
        end = -1;
    }

    std::array<int, 2> ends{ -1, -1 };
};

} // namespace unbraid::test
