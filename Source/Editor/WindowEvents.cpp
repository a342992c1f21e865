// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/WindowEvents.h"

#include "JuceVersions.h"
#include "Platform/Machine.h"

namespace unbraid::editor
{

WindowEvents::WindowEvents()
{
#if JUCE_LINUX || JUCE_BSD
    startTimerHz (readingsPerSecond);
#endif
}

WindowEvents::~WindowEvents() = default;

void WindowEvents::handleWaiting()
{
#if JUCE_LINUX || JUCE_BSD
    // The display server's socket has a name at its far end, the pair with JUCE's own messages has none.
    for (const int socket : juce::LinuxEventLoopInternal::getRegisteredFds())
        if (platform::isConnectedByName (socket))
            juce::LinuxEventLoopInternal::invokeEventLoopCallbackForFd (socket);
#endif
}

/** Its window, and this with it, may be gone afterwards. */
void WindowEvents::timerCallback()
{
    handleWaiting();
}

} // namespace unbraid::editor
