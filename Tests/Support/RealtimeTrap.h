// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::test
{

/** Counts what the audio thread must not do: while one is alive, every malloc, free, calloc, realloc, aligned
    allocation and mutex lock of this thread is a violation. Works in any build, with any allocator above
    malloc. */
class RealtimeTrap
{
public:
    RealtimeTrap() noexcept;
    ~RealtimeTrap();
    RealtimeTrap (const RealtimeTrap&) = delete;
    RealtimeTrap& operator= (const RealtimeTrap&) = delete;

    /** Violations since the trap was armed. */
    [[nodiscard]] int violations() const noexcept;

    /** False under a sanitizer, which has malloc for itself. */
    [[nodiscard]] static bool isAvailable() noexcept;
};

} // namespace unbraid::test
