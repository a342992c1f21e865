// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Machine.h"

#include <windows.h>

namespace unbraid::platform
{

void lowerThreadPriority() noexcept
{
    ::SetThreadPriority (::GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
}

void keepFreedMemory() noexcept {} // no training through updates here: libtorch is left out

double usedProcessorSeconds() noexcept
{
    FILETIME created{}, ended{}, system{}, user{};
    if (::GetProcessTimes (::GetCurrentProcess(), &created, &ended, &system, &user) == 0)
        return 0.0;
    const auto seconds = [] (const FILETIME& time)
    {
        constexpr double highSeconds = 4294967296.0 * 1e-7; // of its upper half; it counts 100 ns
        return time.dwHighDateTime * highSeconds + time.dwLowDateTime * 1e-7;
    };
    return seconds (system) + seconds (user);
}

int allowOpenFiles (int /*wanted*/) noexcept
{
    return 8192; // of the C library's descriptors
}

bool isConnectedByName (int /*socket*/) noexcept
{
    return false; // the display is no socket
}

} // namespace unbraid::platform
