// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Waiting/PatientCall.h"

#include "Core/Support/Caught.h"

#include <algorithm>
#include <thread>

namespace unbraid::live
{

std::shared_ptr<PatientCall> PatientCall::start (std::shared_ptr<PatientCall> before, Milliseconds longest,
                                                 std::function<void()> work)
{
    std::shared_ptr<PatientCall> made (new PatientCall (longest));
    // The thread needs this before it ends, and so is detached first: MinGW's threads library frees the record of a thread
    // detached later while that thread still uses it, and the next thread may then never run.
    const Lock untilDetached (made->guard);
    std::thread (
        [made, previous = std::move (before), todo = std::move (work)]() mutable
        {
            if (previous != nullptr)
                previous->await();
            previous = nullptr;
            made->begin();
            // What it was to do is not done, and those who asked find that.
            static_cast<void> (core::caught ("the device cannot be used", {},
                                             [&]() -> core::Status
                                             {
                                                 todo();
                                                 return core::Done{};
                                             }));
            todo = nullptr; // what it owns is freed before its end is known
            made->end();
        })
        .detach();
    return made;
}

void PatientCall::begin()
{
    {
        const Lock lock (guard);
        startedAt = Clock::now();
    }
    changed.notify_all();
}

void PatientCall::end()
{
    {
        const Lock lock (guard);
        if (known == State::pending)
            known = State::ended;
    }
    changed.notify_all();
}

/** Once lost it stays so, since others have begun in its place. */
PatientCall::State PatientCall::stateNow (const Lock&)
{
    if (known == State::pending && startedAt && Clock::now() - *startedAt >= longest)
        known = State::lost;
    return known;
}

PatientCall::State PatientCall::state()
{
    const Lock lock (guard);
    return stateNow (lock);
}

PatientCall::State PatientCall::await()
{
    return awaitUntil (Clock::time_point::max());
}

PatientCall::State PatientCall::await (Milliseconds timeout)
{
    return awaitUntil (Clock::now() + timeout);
}

PatientCall::State PatientCall::awaitUntil (Clock::time_point until)
{
    Lock lock (guard);
    while (stateNow (lock) == State::pending && Clock::now() < until)
    {
        if (const auto wakeAt = std::min (until, startedAt ? *startedAt + longest : until);
            wakeAt == Clock::time_point::max())
            changed.wait (lock); // until it begins
        else
            changed.wait_until (lock, wakeAt);
    }
    return known;
}

} // namespace unbraid::live
