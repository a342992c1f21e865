// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/StopSignals.h"

#include <windows.h>

#include <atomic>

namespace unbraid::platform
{

namespace
{
std::atomic<bool> wanted{ false };
constexpr DWORD maxMsToEnd = 10000; // the system waits less long

/** Runs in a thread of its own. A console read ends by itself. */
BOOL WINAPI wantStop (DWORD event)
{
    const bool isFirst = ! wanted.exchange (true);
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        ::Sleep (maxMsToEnd); // the program is ended when this returns; until then it removes its files
    return isFirst ? TRUE : FALSE;
}
} // namespace

void catchStopSignals()
{
    ::SetConsoleCtrlHandler (wantStop, TRUE);
}

bool isStopWanted() noexcept
{
    return wanted;
}

} // namespace unbraid::platform
