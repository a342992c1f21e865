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

bool isConnectedByName (int /*socket*/) noexcept
{
    return false; // the display is no socket
}

} // namespace unbraid::platform
