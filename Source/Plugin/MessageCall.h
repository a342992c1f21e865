// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace unbraid::plugin
{

/** A call on the message thread that any thread may ask for; requests that wait become one call. Unlike a
    juce::AsyncUpdater it may be ended on any thread: many hosts on Linux free a plugin on another thread than the one
    that its messages arrive on. */
class MessageCall
{
public:
    /** toBeCalled  [message] */
    explicit MessageCall (std::function<void()> toBeCalled)
        : state (std::make_shared<State> (std::move (toBeCalled)))
    {
    }
    ~MessageCall() { end(); }
    MessageCall (const MessageCall&) = delete;
    MessageCall& operator= (const MessageCall&) = delete;

    /** Without effect once it has ended. [any but audio] */
    void ask()
    {
        if (state->isAsked.exchange (true))
            return;
        if (! juce::MessageManager::callAsync ([kept = state] { kept->call(); }))
            state->isAsked = false; // there is no message thread any more
    }

    /** Waits for a call that runs; none follows. [any but audio] */
    void end()
    {
        const std::scoped_lock locked (state->guard);
        state->hasEnded = true;
    }

private:
    struct State
    {
        explicit State (std::function<void()> toBeCalled)
            : work (std::move (toBeCalled))
        {
        }

        void call()
        {
            isAsked = false;
            const std::scoped_lock locked (guard);
            if (! hasEnded)
                work();
        }

        const std::function<void()> work;
        std::atomic<bool> isAsked{ false };
        std::recursive_mutex guard; // a host may dispatch messages while it is told of a change
        bool hasEnded = false;
    };

    std::shared_ptr<State> state;
};

} // namespace unbraid::plugin
