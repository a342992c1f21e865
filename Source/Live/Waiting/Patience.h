// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace unbraid::live
{

/** How long the message thread waits for sound devices. [message] */
struct Patience
{
    std::chrono::milliseconds longest{ 3000 }; // for one call, until it is given up
    std::chrono::milliseconds glance{ 50 };    // for its answer, where a window must not stand still
    bool mayWait = true;                       // until the call has ended or was given up
};

} // namespace unbraid::live
