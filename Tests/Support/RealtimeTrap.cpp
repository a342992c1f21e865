// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/RealtimeTrap.h"

// A sanitizer has its own malloc, which the trap would hide.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // GCC
#    define UNBRAID_SANITIZED 1
#elif defined(__has_feature) // clang
#    if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#        define UNBRAID_SANITIZED 1
#    endif
#endif

#if defined(__linux__) && ! defined(UNBRAID_SANITIZED)
#    define UNBRAID_TRAP 1
#    include <array>
#    include <cerrno>
#    include <csignal>
#    include <cstddef>
#    include <cstdlib>
#    include <dlfcn.h>
#    include <execinfo.h>
#    include <pthread.h>
#    include <semaphore.h>
#    include <sys/prctl.h>
#    include <ucontext.h>
#    if defined(__x86_64__) && defined(PR_SET_SYSCALL_USER_DISPATCH)
#        define UNBRAID_TRAP_SYSTEM_CALLS 1
#    endif
#endif

#ifdef UNBRAID_TRAP
namespace
{
struct Watch
{
    bool armed = false;
    int violations = 0;
    const char* firstCall = nullptr;
    long firstNumber = -1; // of a system call
    int numFrames = 0;
    std::array<void*, 32> frames{};
};
constinit thread_local Watch watch;

// The kernel reads this at each system call of the thread: 0 lets it through, 1 raises SIGSYS.
constexpr char letThrough = 0;
constexpr char trapIt = 1;
constinit thread_local volatile char selector = letThrough;

// The unwinder locks, so that the trap looks away meanwhile.
void recordFirst (const char* call, long number) noexcept
{
    const char before = selector;
    selector = letThrough;
    watch.armed = false;
    watch.firstCall = call;
    watch.firstNumber = number;
    watch.numFrames = backtrace (watch.frames.data(), static_cast<int> (watch.frames.size()));
    watch.armed = true;
    selector = before;
}

void count (const char* call, long number = -1) noexcept
{
    if (! watch.armed)
        return;
    if (watch.violations++ == 0)
        recordFirst (call, number);
}

#    ifdef UNBRAID_TRAP_SYSTEM_CALLS
// The call is done once we return, and the return is itself a system call: both are let through.
void onSystemCall (int, siginfo_t* info, void* context)
{
    constexpr int userDispatch = 2; // SYS_USER_DISPATCH of Linux's asm-generic/siginfo.h
    if (info->si_code != userDispatch)
        std::abort();
    selector = letThrough;
    count ("system call", info->si_syscall);
    constexpr greg_t instructionBytes = 2;
    static_cast<ucontext_t*> (context)->uc_mcontext.gregs[REG_RIP] -= instructionBytes;
}

bool dispatch (bool on) noexcept
{
    return on ? prctl (PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) == 0
              : prctl (PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0) == 0;
}

bool installHandler() noexcept
{
    struct sigaction action = {};
    action.sa_sigaction = onSystemCall;
    action.sa_flags = SA_SIGINFO;
    return sigaction (SIGSYS, &action, nullptr) == 0 && dispatch (true) && dispatch (false);
}
#    else
bool dispatch (bool) noexcept
{
    return false;
}

bool installHandler() noexcept
{
    return false;
}
#    endif
} // namespace
#endif

namespace unbraid::test
{

#ifdef UNBRAID_TRAP
RealtimeTrap::RealtimeTrap() noexcept
{
    watch = {};
    backtrace (watch.frames.data(), 1); // its first use loads the unwinder, which allocates
    if (trapsSystemCalls())
        dispatch (true);
    watch.armed = true;
    selector = trapsSystemCalls() ? trapIt : letThrough;
}

void RealtimeTrap::disarm() noexcept
{
    selector = letThrough;
    watch.armed = false;
    if (trapsSystemCalls())
        dispatch (false);
}

int RealtimeTrap::violations() const noexcept
{
    return watch.violations;
}

std::string RealtimeTrap::firstViolation() const
{
    if (watch.firstCall == nullptr)
        return {};
    std::string text = watch.firstCall;
    if (watch.firstNumber >= 0)
        text.append (" ").append (std::to_string (watch.firstNumber));
    char** const lines = backtrace_symbols (watch.frames.data(), watch.numFrames);
    for (int i = 0; lines != nullptr && i < watch.numFrames; ++i)
        text.append ("\n    ").append (lines[i]);
    std::free (lines);
    return text;
}

const char* RealtimeTrap::whyMissing() noexcept
{
    return nullptr;
}

bool RealtimeTrap::trapsSystemCalls() noexcept
{
    static const bool traps = installHandler();
    return traps;
}
#else
RealtimeTrap::RealtimeTrap() noexcept = default;
void RealtimeTrap::disarm() noexcept {}
int RealtimeTrap::violations() const noexcept
{
    return 0;
}
std::string RealtimeTrap::firstViolation() const
{
    return {};
}
const char* RealtimeTrap::whyMissing() noexcept
{
#    ifdef __linux__
    return "a sanitizer has malloc for itself";
#    else
    return "the trap exists on Linux only";
#    endif
}
bool RealtimeTrap::trapsSystemCalls() noexcept
{
    return false;
}
#endif

RealtimeTrap::~RealtimeTrap()
{
    disarm();
}

bool RealtimeTrap::isAvailable() noexcept
{
    return whyMissing() == nullptr;
}

} // namespace unbraid::test

#ifdef UNBRAID_TRAP
namespace
{
// The C library's own function behind the one of ours that has its name.
template <typename Function>
Function* behind (const char* name) noexcept
{
    return reinterpret_cast<Function*> (dlsym (RTLD_NEXT, name));
}
} // namespace

// Seen by the libraries that the program loads, however the rest is compiled.
#    pragma GCC visibility push(default)
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
        count ("malloc");
        return __libc_malloc (size);
    }
    void free (void* memory)
    {
        count ("free");
        __libc_free (memory);
    }
    void* calloc (std::size_t number, std::size_t size)
    {
        count ("calloc");
        return __libc_calloc (number, size);
    }
    void* realloc (void* memory, std::size_t size)
    {
        count ("realloc");
        return __libc_realloc (memory, size);
    }
    void* memalign (std::size_t alignment, std::size_t size)
    {
        count ("memalign");
        return __libc_memalign (alignment, size);
    }
    void* aligned_alloc (std::size_t alignment, std::size_t size)
    {
        count ("aligned_alloc");
        return __libc_memalign (alignment, size);
    }
    int posix_memalign (void** memory, std::size_t alignment, std::size_t size)
    {
        count ("posix_memalign");
        *memory = __libc_memalign (alignment, size);
        return *memory == nullptr ? ENOMEM : 0;
    }

    // Locks that no one contends make no system call, so each is counted by its name.
    // NOLINTBEGIN(bugprone-macro-parentheses)
#    define UNBRAID_COUNT_LOCK(call, Object)                                                                 \
        int call (Object* object)                                                                            \
        {                                                                                                    \
            count (#call);                                                                                   \
            static const auto real = behind<int (Object*)> (#call);                                          \
            return real (object);                                                                            \
        }
    // NOLINTEND(bugprone-macro-parentheses)
    UNBRAID_COUNT_LOCK (pthread_mutex_lock, pthread_mutex_t)
    UNBRAID_COUNT_LOCK (pthread_mutex_trylock, pthread_mutex_t)
    UNBRAID_COUNT_LOCK (pthread_spin_lock, pthread_spinlock_t)
    UNBRAID_COUNT_LOCK (pthread_spin_trylock, pthread_spinlock_t)
    UNBRAID_COUNT_LOCK (pthread_rwlock_rdlock, pthread_rwlock_t)
    UNBRAID_COUNT_LOCK (pthread_rwlock_tryrdlock, pthread_rwlock_t)
    UNBRAID_COUNT_LOCK (pthread_rwlock_wrlock, pthread_rwlock_t)
    UNBRAID_COUNT_LOCK (pthread_rwlock_trywrlock, pthread_rwlock_t)
    UNBRAID_COUNT_LOCK (pthread_cond_signal, pthread_cond_t)
    UNBRAID_COUNT_LOCK (pthread_cond_broadcast, pthread_cond_t)
    UNBRAID_COUNT_LOCK (sem_wait, sem_t)
    UNBRAID_COUNT_LOCK (sem_trywait, sem_t)
    UNBRAID_COUNT_LOCK (sem_post, sem_t)

    int pthread_cond_wait (pthread_cond_t* condition, pthread_mutex_t* mutex)
    {
        count ("pthread_cond_wait");
        static const auto real = behind<int (pthread_cond_t*, pthread_mutex_t*)> ("pthread_cond_wait");
        return real (condition, mutex);
    }
    int pthread_cond_timedwait (pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until)
    {
        count ("pthread_cond_timedwait");
        using Wait = int (pthread_cond_t*, pthread_mutex_t*, const timespec*);
        static const auto real = behind<Wait> ("pthread_cond_timedwait");
        return real (condition, mutex, until);
    }
}
#    pragma GCC visibility pop
#endif
