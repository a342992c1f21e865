// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#if defined(__SSE__) || defined(_M_X64)
#    include <xmmintrin.h>
#endif

// Marks a function as real-time safe for Clang's RealtimeSanitizer; nothing elsewhere. Stands after
// `noexcept`.
#if defined(__clang__) && defined(__has_cpp_attribute)
#    if __has_cpp_attribute(clang::nonblocking)
#        define UNBRAID_NONBLOCKING [[clang::nonblocking]]
#    endif
#endif
#ifndef UNBRAID_NONBLOCKING
#    define UNBRAID_NONBLOCKING
#endif

namespace unbraid::core
{

/** While alive, subnormal numbers are read and written as zero on this thread: a fading signal must not slow
    the audio thread down. Restores the caller's mode.
    [audio] */
class ScopedFlushToZero
{
public:
#if defined(__SSE__) || defined(_M_X64)
    ScopedFlushToZero() noexcept
        : saved (_mm_getcsr())
    {
        _mm_setcsr (saved | 0x8040u); // flush-to-zero and denormals-are-zero
    }
    ~ScopedFlushToZero()
    {
        _mm_setcsr (saved);
    }
#elif defined(__aarch64__)
    ScopedFlushToZero() noexcept
    {
        asm volatile("mrs %0, fpcr" : "=r"(saved));
        const std::uint64_t flushing = saved | (std::uint64_t{ 1 } << 24);
        asm volatile("msr fpcr, %0" : : "r"(flushing));
    }
    ~ScopedFlushToZero()
    {
        asm volatile("msr fpcr, %0" : : "r"(saved));
    }
#else
    ScopedFlushToZero() noexcept = default;
#endif
    ScopedFlushToZero (const ScopedFlushToZero&) = delete;
    ScopedFlushToZero& operator= (const ScopedFlushToZero&) = delete;

private:
#if defined(__SSE__) || defined(_M_X64)
    unsigned int saved;
#elif defined(__aarch64__)
    std::uint64_t saved = 0;
#endif
};

} // namespace unbraid::core
