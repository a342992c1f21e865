// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Pulse/PulseChoice.h"
#include "Live/Pulse/PulseThread.h"

#include <condition_variable>

namespace unbraid::live
{

/** Watches the sound server: the ends there are, kept up to date over restarts of the server, and the virtual microphone as
    long as it is wanted. Nobody who asks waits for the server. */
class PulseWatch
{
public:
    /** The one of the process, alive as long as someone holds it; null without libpulse. [message] */
    static std::shared_ptr<PulseWatch> get();

    explicit PulseWatch (std::shared_ptr<PulseThread> thread);

    /** Removes the virtual microphone. */
    ~PulseWatch();
    PulseWatch (const PulseWatch&) = delete;
    PulseWatch& operator= (const PulseWatch&) = delete;

    /** Current state of the server; at the very beginning it waits a moment for the server. [message] */
    [[nodiscard]] PulseEnds ends() const;

    /** Makes the virtual microphone, again after each restart of the server, or removes it. [any but audio] */
    void wantMicrophone (bool isWanted);

    /** Waits until the virtual microphone is there. False: not in time. [message] */
    bool waitForMicrophone (PulseThread::Milliseconds timeout) const;

    /** State shared by the thread and those who ask. */
    struct Shared
    {
        std::mutex guard;
        std::condition_variable changed;
        PulseEnds ends;
        bool hasLooked = false;
        bool hasMicrophone = false;
        std::atomic<bool> wantsMicrophone{ false };
        std::atomic<bool> keepsMicrophone{ false }; // it was made, or is being made and not yet in `ends`
    };

private:
    [[nodiscard]] bool wait (const std::function<bool()>& isSo, PulseThread::Milliseconds timeout) const;

    const std::shared_ptr<Shared> shared;
    const std::shared_ptr<PulseThread> worker;
};

} // namespace unbraid::live
