// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Machine.h"

#include <sys/resource.h>
#include <sys/socket.h>

#if defined(__GLIBC__)
#    include <malloc.h>
#endif

#include <algorithm>
#include <limits>

namespace unbraid::platform
{

void lowerThreadPriority() noexcept
{
#if defined(__linux__) // elsewhere it would be the whole program's
    constexpr int niceness = 10;
    (void)::setpriority (PRIO_PROCESS, 0, niceness);
#endif
}

void keepFreedMemory() noexcept
{
#if defined(__GLIBC__)
    constexpr int grownAtOnce = 512 * 1024 * 1024; // bytes
    mallopt (M_MMAP_MAX, 0);
    mallopt (M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt (M_TOP_PAD, grownAtOnce);
#endif
}

double usedProcessorSeconds() noexcept
{
    rusage used{};
    if (::getrusage (RUSAGE_SELF, &used) != 0)
        return 0.0;
    const auto seconds = [] (const timeval& time)
    { return static_cast<double> (time.tv_sec) + 1e-6 * static_cast<double> (time.tv_usec); };
    return seconds (used.ru_utime) + seconds (used.ru_stime);
}

int allowOpenFiles (int wanted) noexcept
{
    rlimit limit{};
    if (::getrlimit (RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    const auto count = static_cast<rlim_t> (std::max (wanted, 0));
    if (limit.rlim_cur < count && limit.rlim_cur < limit.rlim_max)
    {
        auto raised = limit;
        raised.rlim_cur = std::min (count, limit.rlim_max);
        if (::setrlimit (RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return static_cast<int> (std::min<rlim_t> (limit.rlim_cur, std::numeric_limits<int>::max()));
}

bool isConnectedByName (int socket) noexcept
{
    sockaddr_storage address{};
    socklen_t length = sizeof (address);
    return ::getpeername (socket, reinterpret_cast<sockaddr*> (&address), &length) == 0 &&
           length > sizeof (address.ss_family);
}

} // namespace unbraid::platform
