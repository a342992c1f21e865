// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <exception>

namespace unbraid::clap
{

/** JUCE while at least one plugin lives, and on Linux a thread of its own for JUCE's messages: CLAP's hosts there need not have any
    loop that would dispatch them. A host's main thread that works on what belongs to messages holds a juce::MessageManagerLock.
    On Windows and macOS the host's main thread is that of messages. Shared, as a `juce::SharedResourcePointer`. [main] */
class MessageThread
{
public:
    MessageThread() = default;

private:
    const juce::ScopedJuceInitialiser_GUI initialised;
#if JUCE_LINUX || JUCE_BSD
    struct Dispatcher : juce::Thread
    {
        Dispatcher()
            : Thread ("Unbraid messages")
        {
            startThread();
            isReady.wait();
        }
        ~Dispatcher() override
        {
            juce::MessageManager::getInstance()->stopDispatchLoop();
            stopThread (-1);
        }
        void run() override
        {
            auto* messages = juce::MessageManager::getInstance();
            messages->setCurrentThreadAsMessageThread();
            isReady.signal();
            while (
                ! messages->hasStopMessageBeenSent()) // a message that throws ends neither host nor messages
                try
                {
                    messages->runDispatchLoop();
                }
                catch (const std::exception& failure)
                {
                    juce::Logger::writeToLog (juce::String ("A message failed. (") + failure.what() + ")");
                }
        }
        juce::WaitableEvent isReady;
    };
    Dispatcher dispatcher;
#endif
};

} // namespace unbraid::clap
