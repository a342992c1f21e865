// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace unbraid::platform
{

std::vector<std::string> startProgram (int argc, const char* const* argv)
{
    return { argv, argv + argc };
}

bool isTerminal (int descriptor) noexcept
{
    return ::isatty (descriptor) == 1;
}

size_t terminalColumns() noexcept
{
    winsize size{};
    if (::ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

void silenceLibraries() noexcept
{
#if defined(__GLIBC__) && defined(NDEBUG)
    if (std::FILE* nowhere = std::fopen ("/dev/null", "we"); nowhere != nullptr)
        stderr = nowhere; // std::cerr has kept the stream it began with
#endif
}

} // namespace unbraid::platform
