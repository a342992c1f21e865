// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace unbraid::cli
{

namespace
{
std::atomic<bool> wanted{ false };
static_assert (std::atomic<bool>::is_always_lock_free); // safe in a signal handler
int endOfFile = -1;                                     // a descriptor that only ever ends

extern "C" void raiseFlag (int signal)
{
    wanted = true;
    ::dup2 (endOfFile, STDIN_FILENO); // wakes who waits for standard input
    std::signal (signal, SIG_DFL);
}
} // namespace

void catchInterrupts()
{
    endOfFile = ::open ("/dev/null", O_RDONLY | O_CLOEXEC);
    std::signal (SIGINT, raiseFlag);
    std::signal (SIGTERM, raiseFlag);
    std::signal (SIGPIPE, SIG_IGN);
    std::signal (SIGXFSZ, SIG_IGN);
    if (std::signal (SIGHUP, SIG_IGN) != SIG_IGN) // ignored already: started by nohup
        std::signal (SIGHUP, raiseFlag);
}

bool interrupted() noexcept
{
    return wanted;
}

} // namespace unbraid::cli
