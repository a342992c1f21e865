// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace unbraid::test
{

/** Counts what the audio thread must not do: while one is armed, every allocation and release of memory,
    every lock, semaphore and condition variable, and the first system call of this thread are violations.
    Works in any build, with any allocator above malloc. One at a time in a thread.

        RealtimeTrap trap;
        separator.process (from, to, numSamples);
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);

    A trapped system call raises SIGSYS, which the thread must not block, is counted and then done; in gdb:
    `handle SIGSYS nostop noprint pass`. */
class RealtimeTrap
{
public:
    RealtimeTrap() noexcept;
    ~RealtimeTrap();
    RealtimeTrap (const RealtimeTrap&) = delete;
    RealtimeTrap& operator= (const RealtimeTrap&) = delete;

    /** Ends the watch: what follows is no longer counted. */
    void disarm() noexcept;

    /** Violations while the trap was armed. Of system calls only the first is counted, the rest run free. */
    [[nodiscard]] int violations() const noexcept;

    /** The call that was the first violation, and the stack it came from, a line each; empty if there was
        none. Allocates: disarm first. Where a line has but an offset: `addr2line -Cfpe PROGRAM OFFSET`. */
    [[nodiscard]] std::string firstViolation() const;

    /** False where the trap is missing: then nothing is counted. */
    [[nodiscard]] static bool isAvailable() noexcept;

    /** Why the trap is missing; null where it is available. */
    [[nodiscard]] static const char* whyMissing() noexcept;

    /** False where kernel or processor have no syscall user dispatch (Linux 5.11, x86-64): then system calls
        are not counted. */
    [[nodiscard]] static bool trapsSystemCalls() noexcept;
};

} // namespace unbraid::test
