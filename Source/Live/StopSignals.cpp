// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/StopSignals.h"

#include <atomic>
#include <csignal>

namespace unbraid::live
{

namespace
{
std::atomic<bool> wanted{ false };
static_assert (std::atomic<bool>::is_always_lock_free); // safe in a signal handler

extern "C" void wantStop (int signal)
{
    wanted = true;
    std::signal (signal, SIG_DFL);
}
} // namespace

void catchStopSignals()
{
    std::signal (SIGINT, wantStop);
    std::signal (SIGTERM, wantStop);
#ifdef SIGHUP
    if (std::signal (SIGHUP, SIG_IGN) != SIG_IGN) // ignored already: started by nohup
        std::signal (SIGHUP, wantStop);
    std::signal (SIGPIPE, SIG_IGN); // a sound server that ends must not end us
#endif
}

bool isStopWanted() noexcept
{
    return wanted;
}

} // namespace unbraid::live
