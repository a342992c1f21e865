// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseThread.h"

#include "Core/Support/Caught.h"

#include <thread>
#include <utility>

namespace unbraid::live
{

namespace
{
constexpr auto cannotServe = "the sound server cannot be used";
constexpr PulseThread::Milliseconds longestWait{ 1000 }; // of an idle thread, until it looks around

/** PipeWire's PulseAudio service hands over 256 samples and more at once, unless a program asks for less by these properties.
    PulseAudio ignores them. */
constexpr const char* pieceProperties[]{ "pulse.min.req", "pulse.min.frag", "pulse.min.quantum" };
constexpr const char* smallestPiece = "128/48000"; // seconds

pa_context* makeContext (const PulseLibrary& pulse, pa_mainloop* loop)
{
    auto* properties = pulse.proplist_new();
    for (const auto* name : pieceProperties)
        pulse.proplist_sets (properties, name, smallestPiece);
    auto* context = pulse.context_new_with_proplist (pulse.mainloop_get_api (loop), "Unbraid", properties);
    pulse.proplist_free (properties);
    return context;
}
} // namespace

std::shared_ptr<PulseThread> PulseThread::start()
{
    const auto* library = PulseLibrary::get();
    if (library == nullptr)
        return nullptr;
    std::shared_ptr<PulseThread> made (new PulseThread (*library));
    std::thread (
        [made]
        {
            static_cast<void> (core::caught (cannotServe, {},
                                             [&]() -> core::Status
                                             {
                                                 made->serve();
                                                 return core::Done{};
                                             }));
            made->leave();
        })
        .detach(); // it may have to be abandoned
    return made;
}

PulseThread::PulseThread (const PulseLibrary& library)
    : pulse (library)
{
}

void PulseThread::post (Job job)
{
    {
        const std::lock_guard lock (guard);
        jobs.push_back (std::move (job));
    }
    wake();
}

void PulseThread::wake()
{
    const std::lock_guard lock (guard);
    if (loop != nullptr)
        pulse.mainloop_wakeup (loop);
}

bool PulseThread::end (Milliseconds timeout)
{
    shouldEnd = true;
    wake();
    return hasEnded.wait_for (timeout) == std::future_status::ready;
}

void PulseThread::serve()
{
    {
        const std::lock_guard lock (guard);
        loop = pulse.mainloop_new();
    }
    while (! shouldEnd && loop != nullptr)
    {
        runJobs();
        if (! shouldEnd)
            iterate (longestWait);
    }
    runJobs(); // what was to be done before the end
}

void PulseThread::leave()
{
    disconnect();
    {
        const std::lock_guard lock (guard);
        if (auto* old = std::exchange (loop, nullptr))
            pulse.mainloop_free (old);
    }
    ended.set_value();
}

void PulseThread::runJobs()
{
    std::vector<Job> due;
    {
        const std::lock_guard lock (guard);
        due.swap (jobs);
    }
    for (const auto& job : due)
        static_cast<void> (core::caught (cannotServe, {},
                                         [&]() -> core::Status
                                         {
                                             job (*this);
                                             return core::Done{};
                                         }));
}

void PulseThread::iterate (Milliseconds longest)
{
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds> (longest).count();
    if (isLoopBroken)
        std::this_thread::sleep_for (longest);
    else if (pulse.mainloop_prepare (loop, static_cast<int> (microseconds)) < 0 ||
             pulse.mainloop_poll (loop) < 0 || pulse.mainloop_dispatch (loop) < 0)
        isLoopBroken = true;
}

bool PulseThread::isConnected() const
{
    return server != nullptr && pulse.context_get_state (server) == PA_CONTEXT_READY;
}

bool PulseThread::isBroken() const
{
    return isLoopBroken || (server != nullptr && ! PA_CONTEXT_IS_GOOD (pulse.context_get_state (server)));
}

bool PulseThread::connect (Milliseconds timeout)
{
    disconnect();
    server = makeContext (pulse, loop);
    if (server == nullptr || pulse.context_connect (server, nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0)
        return false;
    return await ([this] { return isConnected(); }, timeout);
}

void PulseThread::disconnect()
{
    auto* old = std::exchange (server, nullptr);
    if (old == nullptr)
        return;
    pulse.context_disconnect (old);
    pulse.context_unref (old);
}

bool PulseThread::await (const Condition& isSo, Milliseconds timeout)
{
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + timeout;
    while (! isSo())
    {
        const auto left = std::chrono::duration_cast<Milliseconds> (until - Clock::now());
        if (left.count() <= 0 || isEnding() || isBroken())
            return false;
        iterate (left);
    }
    return true;
}

bool PulseThread::finish (pa_operation* operation, Milliseconds timeout)
{
    if (operation == nullptr)
        return false;
    await ([&] { return pulse.operation_get_state (operation) != PA_OPERATION_RUNNING; }, timeout);
    const bool isDone = pulse.operation_get_state (operation) == PA_OPERATION_DONE;
    if (! isDone)
        pulse.operation_cancel (operation);
    pulse.operation_unref (operation);
    return isDone;
}

} // namespace unbraid::live
