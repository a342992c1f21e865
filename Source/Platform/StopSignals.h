// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::platform
{

/** From now on Ctrl-C, a closed terminal and a polite kill only raise a flag, so that work can stop and remove its
    temporary files; standard input ends for who waits for it. The second Ctrl-C ends the program at once. A closed pipe and
    a file grown too large become errors of writing, and the ends of programs that are started become known. */
void catchStopSignals();

/** True once the user wants the program to end; what works asks through its `core::Progress`. A flag rather than a stop
    token, since a signal handler must not take the lock of one. [any] */
bool isStopWanted() noexcept;

} // namespace unbraid::platform
