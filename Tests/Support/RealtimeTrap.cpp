// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/RealtimeTrap.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

#if defined(__linux__) && ! defined(__SANITIZE_ADDRESS__) && ! defined(__SANITIZE_THREAD__)
#    define UNBRAID_TRAP 1
#    include <dlfcn.h>
#    include <pthread.h>
#endif

namespace
{
thread_local bool armed = false;
thread_local int counted = 0;
} // namespace

namespace unbraid::test
{

RealtimeTrap::RealtimeTrap() noexcept
{
    counted = 0;
    armed = true;
}
RealtimeTrap::~RealtimeTrap()
{
    armed = false;
}

int RealtimeTrap::violations() const noexcept
{
    return counted;
}

bool RealtimeTrap::isAvailable() noexcept
{
#ifdef UNBRAID_TRAP
    return true;
#else
    return false;
#endif
}

} // namespace unbraid::test

#ifdef UNBRAID_TRAP
namespace
{
void count() noexcept
{
    counted += armed ? 1 : 0;
}
} // namespace

// The C library's own names behind the public ones, to forward to.
extern "C"
{
    // NOLINTBEGIN(bugprone-reserved-identifier)
    void* __libc_malloc (std::size_t size);
    void __libc_free (void* memory);
    void* __libc_calloc (std::size_t number, std::size_t size);
    void* __libc_realloc (void* memory, std::size_t size);
    void* __libc_memalign (std::size_t alignment, std::size_t size);
    // NOLINTEND(bugprone-reserved-identifier)

    void* malloc (std::size_t size)
    {
        count();
        return __libc_malloc (size);
    }
    void free (void* memory)
    {
        count();
        __libc_free (memory);
    }
    void* calloc (std::size_t number, std::size_t size)
    {
        count();
        return __libc_calloc (number, size);
    }
    void* realloc (void* memory, std::size_t size)
    {
        count();
        return __libc_realloc (memory, size);
    }
    void* memalign (std::size_t alignment, std::size_t size)
    {
        count();
        return __libc_memalign (alignment, size);
    }
    void* aligned_alloc (std::size_t alignment, std::size_t size)
    {
        count();
        return __libc_memalign (alignment, size);
    }
    int posix_memalign (void** memory, std::size_t alignment, std::size_t size)
    {
        count();
        *memory = __libc_memalign (alignment, size);
        return *memory == nullptr ? ENOMEM : 0;
    }
    int pthread_mutex_lock (pthread_mutex_t* mutex)
    {
        using Lock = int (*) (pthread_mutex_t*);
        static const auto real = reinterpret_cast<Lock> (dlsym (RTLD_NEXT, "pthread_mutex_lock"));
        count();
        return real (mutex);
    }
}
#endif
