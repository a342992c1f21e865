// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::platform
{

/** Lowers the priority of this thread below that of audio. [worker] */
void lowerThreadPriority() noexcept;

/** Has the C library keep the memory that a program frees, up to its end: what asks for the same large arrays again and again
    then does not map them anew. For a program that does nothing else; call it first. Without glibc nothing happens. [any] */
void keepFreedMemory() noexcept;

/** The processor time that this program has used so far, all threads together, in seconds. [any] */
double usedProcessorSeconds() noexcept;

/** Lets this program have as many files open at once, or as many as the system gives it. Returns how many it may have open.
    [worker] */
int allowOpenFiles (int wanted) noexcept;

/** True where a socket's far end has a name, as a server's has and a pair of sockets within a program has not. [any but audio] */
bool isConnectedByName (int socket) noexcept;

} // namespace unbraid::platform
