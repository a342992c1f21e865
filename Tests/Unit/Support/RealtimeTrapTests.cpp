// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <shared_mutex>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace unbraid;

namespace
{
struct Deed
{
    std::string report; // how the first violation begins
    std::function<void()> act;
};

struct Caught
{
    int violations;
    std::string first;
};

Caught trapped (const std::function<void()>& act)
{
    test::RealtimeTrap trap;
    act();
    trap.disarm();
    return { trap.violations(), trap.firstViolation() };
}

void checkCaught (const std::vector<Deed>& deeds)
{
    for (const auto& [report, act] : deeds)
    {
        const auto caught = trapped (act);
        CAPTURE (report, caught.first);
        CHECK (caught.violations > 0);
        CHECK (caught.first.starts_with (report));
    }
}

std::string systemCall (long number)
{
    return "system call " + std::to_string (number) + "\n";
}

bool skippedWithoutDispatch()
{
    if (! test::RealtimeTrap::trapsSystemCalls())
        test::skip ("no syscall user dispatch here, and the trap counts no system calls");
    return ! test::RealtimeTrap::trapsSystemCalls();
}

// Opaque to the optimiser, which leaves out allocations whose address it can follow.
void* volatile opaque = nullptr;

void release (void* memory)
{
    opaque = memory;
    std::free (opaque);
}

struct alignas (128) Wide
{
    std::array<float, 32> values{};
};

template <typename Type>
void makeAndDelete()
{
    opaque = new Type;
    delete static_cast<Type*> (opaque);
}

int descriptor = -1;
constexpr timespec noTime{ 0, 0 };
} // namespace

namespace unbraid::test
{
// Seen from outside this file, and not left by a jump into what it calls, so that the stack can name it.
[[gnu::noinline, gnu::visibility ("default")]] void allocateOnPurpose()
{
    makeAndDelete<Wide>();
    opaque = nullptr;
}
} // namespace unbraid::test

TEST_CASE ("The trap counts every way to allocate and to release memory")
{
    if (test::skippedWithoutTrap())
        return;
    void* const memory = std::malloc (100);
    void* const grown = std::malloc (100);
    void* aligned = nullptr;
    checkCaught ({
        { "malloc", [] { release (std::malloc (100)); } },
        { "free", [&] { release (memory); } },
        { "calloc", [] { release (std::calloc (10, 10)); } },
        { "realloc", [&] { release (std::realloc (grown, 1000)); } },
        { "aligned_alloc", [] { release (std::aligned_alloc (64, 128)); } },
        { "posix_memalign", [&] { release (posix_memalign (&aligned, 64, 100) == 0 ? aligned : nullptr); } },
        { "malloc", [] { makeAndDelete<int>(); } },
        { "", [] { makeAndDelete<Wide>(); } }, // the C++ library chooses the call
    });
}

TEST_CASE ("The trap counts locks that no other thread contends")
{
    if (test::skippedWithoutTrap())
        return;
    std::mutex mutex;
    std::shared_mutex shared;
    std::condition_variable condition;
    sem_t semaphore;
    REQUIRE (sem_init (&semaphore, 0, 0) == 0);
    checkCaught ({
        { "pthread_mutex_lock", [&] { const std::lock_guard lock (mutex); } },
        { "pthread_mutex_trylock", [&] { const std::unique_lock lock (mutex, std::try_to_lock); } },
        { "pthread_rwlock_wrlock", [&] { const std::lock_guard lock (shared); } },
        { "pthread_rwlock_trywrlock", [&] { const std::unique_lock lock (shared, std::try_to_lock); } },
        { "pthread_rwlock_rdlock", [&] { const std::shared_lock lock (shared); } },
        { "pthread_rwlock_tryrdlock", [&] { const std::shared_lock lock (shared, std::try_to_lock); } },
        { "pthread_cond_signal", [&] { condition.notify_one(); } },
        { "pthread_cond_broadcast", [&] { condition.notify_all(); } },
        { "sem_post", [&] { sem_post (&semaphore); } },
        { "sem_wait", [&] { sem_wait (&semaphore); } },
        { "sem_trywait", [&] { sem_trywait (&semaphore); } },
    });
    sem_destroy (&semaphore);
}

TEST_CASE ("The trap counts waiting on a condition variable, and the wait still works")
{
    if (test::skippedWithoutTrap())
        return;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    bool notified = false;
    pthread_mutex_lock (&mutex);
    const auto glance = [&] { pthread_cond_timedwait (&condition, &mutex, &noTime); };
    const auto wait = [&]
    {
        while (! notified)
            pthread_cond_wait (&condition, &mutex);
    };
    checkCaught ({ { "pthread_cond_timedwait", glance } });
    std::thread notifier (
        [&]
        {
            pthread_mutex_lock (&mutex); // ours until we wait
            notified = true;
            pthread_cond_signal (&condition);
            pthread_mutex_unlock (&mutex);
        });
    checkCaught ({ { "pthread_cond_wait", wait } });
    pthread_mutex_unlock (&mutex);
    notifier.join();
}

TEST_CASE ("The trap tells the first system call by its number, and lets it be done")
{
    if (test::skippedWithoutTrap() || skippedWithoutDispatch())
        return;
    char byte = 1;
    long process = 0;
    checkCaught ({
        { systemCall (SYS_getpid), [&] { process = syscall (SYS_getpid); } },
        { systemCall (SYS_openat), [] { descriptor = open ("/dev/zero", O_RDONLY); } },
        { systemCall (SYS_read), [&] { byte = read (descriptor, &byte, 1) == 1 ? byte : '\2'; } },
        { systemCall (SYS_close), [] { close (descriptor); } },
        { systemCall (SYS_clock_nanosleep), [] { clock_nanosleep (CLOCK_MONOTONIC, 0, &noTime, nullptr); } },
        { systemCall (SYS_sched_yield), [] { std::this_thread::yield(); } },
    });
    CHECK (process == getpid());
    CHECK (byte == 0);
}

TEST_CASE ("The trap lets whole threads start and end while it counts")
{
    if (test::skippedWithoutTrap())
        return;
    int result = 0;
    const auto caught = trapped ([&] { std::thread ([&] { result = 42; }).join(); });
    CHECK (caught.violations > 0);
    CHECK (result == 42);
}

TEST_CASE ("The trap counts neither arithmetic nor other threads nor what follows once it is disarmed")
{
    if (test::skippedWithoutTrap())
        return;
    float sum = 0.0f;
    std::atomic<bool> armed = false, finished = false;
    std::thread other (
        [&]
        {
            while (! armed)
                std::this_thread::yield();
            release (std::malloc (100));
            finished = true;
        });
    test::RealtimeTrap trap;
    armed = true;
    while (! finished)
        sum = std::sin (sum + 1.0f);
    trap.disarm();
    release (std::malloc (100));
    std::this_thread::yield();
    CHECK (trap.violations() == 0);
    CHECK (trap.firstViolation().empty());
    CHECK (std::isfinite (sum));
    other.join();
}

TEST_CASE ("Each arming counts anew, the first system call included")
{
    if (test::skippedWithoutTrap() || skippedWithoutDispatch())
        return;
    for (int time = 0; time < 3; ++time)
    {
        CHECK (trapped ([] { syscall (SYS_getpid); }).violations == 1);
        CHECK (trapped ([] {}).violations == 0);
    }
}

TEST_CASE ("The first violation is reported with the stack that it came from")
{
    if (test::skippedWithoutTrap())
        return;
    const auto caught = trapped (test::allocateOnPurpose);
    CAPTURE (caught.first);
    CHECK (caught.first.find ("allocateOnPurpose") != std::string::npos);
}
