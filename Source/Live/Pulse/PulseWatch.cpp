// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseWatch.h"

#include "Core/Support/Caught.h"
#include "Live/Pulse/VirtualMicrophone.h"

namespace unbraid::live
{

namespace
{
using Milliseconds = PulseThread::Milliseconds;

constexpr Milliseconds answersWithin{ 1500 };
constexpr Milliseconds looksEvery{ 1000 }; // even where the server announces nothing: it may hang
constexpr Milliseconds retriesEvery{ 500 };
constexpr Milliseconds firstLookWithin{ 1000 };
constexpr Milliseconds endsWithin{ 1000 };

std::string textOf (const char* text)
{
    return text == nullptr ? std::string() : std::string (text);
}

/** Works on the thread of a PulseWatch, as long as that runs. */
class Watcher
{
public:
    Watcher (PulseThread& itsThread, PulseWatch::Shared& itsShared)
        : thread (itsThread)
        , pulse (itsThread.pulse)
        , shared (itsShared)
        , microphone (itsThread)
    {
    }

    void run()
    {
        while (! thread.isEnding())
        {
            // What throws, as for want of memory, is as a connection that broke.
            static_cast<void> (core::caught ("the sound server cannot be used", {},
                                             [this]() -> core::Status
                                             {
                                                 if (thread.connect (answersWithin))
                                                     serve();
                                                 return core::Done{};
                                             }));
            microphone.forget();
            shared.keepsMicrophone = false;
            publish ({});
            thread.disconnect();
            thread.await ([] { return false; }, retriesEvery);
        }
    }

private:
    /** Until the connection breaks, the server does not answer, or the thread ends. */
    void serve()
    {
        pulse.context_set_subscribe_callback (
            thread.context(),
            [] (pa_context*, pa_subscription_event_type_t, uint32_t, void* self)
            { static_cast<Watcher*> (self)->isStale = true; },
            this);
        constexpr auto what =
            PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SERVER;
        thread.finish (pulse.context_subscribe (thread.context(), static_cast<pa_subscription_mask_t> (what),
                                                nullptr, nullptr),
                       answersWithin);
        while (! thread.isEnding() && look())
        {
            keepMicrophone();
            publish (found);
            if (! isStale)
                thread.await ([this] { return isStale || shared.wantsMicrophone != microphone.isThere(); },
                              looksEvery);
        }
        if (thread.isConnected()) // else there is nothing to call back
            pulse.context_set_subscribe_callback (thread.context(), nullptr, nullptr);
    }

    /** Says that it keeps one before it asks whether it shall, so that whoever no longer wants it sees one or the other. */
    void keepMicrophone()
    {
        shared.keepsMicrophone = true;
        isStale |= microphone.keep (shared.wantsMicrophone, found);
        shared.keepsMicrophone = microphone.isThere();
    }

    /** False: no answer. */
    bool look()
    {
        isStale = false;
        found = {};
        auto* context = thread.context();
        const bool isWhole =
            thread.finish (pulse.context_get_server_info (context, &Watcher::takeServer, this),
                           answersWithin) &&
            thread.finish (pulse.context_get_sink_info_list (context, &Watcher::takeSink, this),
                           answersWithin) &&
            thread.finish (pulse.context_get_source_info_list (context, &Watcher::takeSource, this),
                           answersWithin);
        found.isAnswering = isWhole;
        return isWhole;
    }

    static void takeServer (pa_context*, const pa_server_info* info, void* self)
    {
        if (info == nullptr)
            return;
        auto& ends = static_cast<Watcher*> (self)->found;
        ends.defaultSource = textOf (info->default_source_name);
        ends.defaultSink = textOf (info->default_sink_name);
    }

    static void takeSink (pa_context*, const pa_sink_info* info, int, void* self)
    {
        if (info != nullptr)
            static_cast<Watcher*> (self)->found.sinks.push_back ({ textOf (info->name),
                                                                   textOf (info->description),
                                                                   (info->flags & PA_SINK_HARDWARE) != 0,
                                                                   {},
                                                                   info->owner_module });
    }

    static void takeSource (pa_context*, const pa_source_info* info, int, void* self)
    {
        if (info != nullptr)
            static_cast<Watcher*> (self)->found.sources.push_back (
                { textOf (info->name), textOf (info->description), (info->flags & PA_SOURCE_HARDWARE) != 0,
                  textOf (info->monitor_of_sink_name), info->owner_module });
    }

    void publish (const PulseEnds& ends)
    {
        {
            const std::lock_guard lock (shared.guard);
            shared.ends = ends;
            shared.hasLooked = true;
            shared.hasMicrophone = findEnd (ends.sources, virtualSource) != nullptr;
        }
        shared.changed.notify_all();
    }

    PulseThread& thread;
    const PulseLibrary& pulse;
    PulseWatch::Shared& shared;
    VirtualMicrophone microphone;
    PulseEnds found;
    bool isStale = false;
};
} // namespace

std::shared_ptr<PulseWatch> PulseWatch::get()
{
    static std::weak_ptr<PulseWatch> running;
    auto watch = running.lock();
    if (watch == nullptr)
        if (auto thread = PulseThread::start())
            running = watch = std::make_shared<PulseWatch> (std::move (thread));
    return watch;
}

PulseWatch::PulseWatch (std::shared_ptr<PulseThread> thread)
    : shared (std::make_shared<Shared>())
    , worker (std::move (thread))
{
    worker->post ([kept = shared] (PulseThread& self) { Watcher (self, *kept).run(); });
}

PulseWatch::~PulseWatch()
{
    const bool isOurs = shared->wantsMicrophone;
    wantMicrophone (false);
    if (isOurs)
        (void)wait ([this] { return ! shared->keepsMicrophone && ! shared->hasMicrophone; }, endsWithin);
    worker->end (endsWithin);
}

PulseEnds PulseWatch::ends() const
{
    (void)wait ([this] { return shared->hasLooked; }, firstLookWithin);
    const std::lock_guard lock (shared->guard);
    return shared->ends;
}

void PulseWatch::wantMicrophone (bool isWanted)
{
    shared->wantsMicrophone = isWanted;
    worker->wake();
}

bool PulseWatch::waitForMicrophone (Milliseconds timeout) const
{
    return wait ([this] { return shared->hasMicrophone; }, timeout);
}

bool PulseWatch::wait (const std::function<bool()>& isSo, Milliseconds timeout) const
{
    std::unique_lock lock (shared->guard);
    return shared->changed.wait_for (lock, timeout, isSo);
}

} // namespace unbraid::live
