// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/StopSignals.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace unbraid::platform
{

namespace
{
std::atomic<bool> wanted{ false };
static_assert (std::atomic<bool>::is_always_lock_free); // safe in a signal handler
int endOfFile = -1;                                     // a descriptor that only ever ends

extern "C" void wantStop (int signal)
{
    wanted = true;
    ::dup2 (endOfFile, STDIN_FILENO); // wakes who waits for standard input
    std::signal (signal, SIG_DFL);
}
} // namespace

void catchStopSignals()
{
    endOfFile = ::open ("/dev/null", O_RDONLY | O_CLOEXEC);
    std::signal (SIGINT, wantStop);
    std::signal (SIGTERM, wantStop);
    std::signal (SIGPIPE, SIG_IGN); // a pipe's reader or a sound server that ends must not end us
    std::signal (SIGXFSZ, SIG_IGN);
    std::signal (SIGCHLD, SIG_DFL); // where our parent ignored it, no program's end could be known
    if (std::signal (SIGHUP, SIG_IGN) != SIG_IGN) // ignored already: started by nohup
        std::signal (SIGHUP, wantStop);
}

bool isStopWanted() noexcept
{
    return wanted;
}

} // namespace unbraid::platform
