// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/WindowEvents.h"

#if JUCE_LINUX || JUCE_BSD
#    include <juce_events/native/juce_linux_EventLoopInternal.h>

#    include <sys/socket.h>
#endif

namespace unbraid::editor
{

#if JUCE_LINUX || JUCE_BSD
namespace
{
/** The display server's socket has a name at its far end, the pair of sockets with JUCE's own messages has none. */
bool isConnectedByName (int socket)
{
    sockaddr_storage address{};
    socklen_t length = sizeof (address);
    return getpeername (socket, reinterpret_cast<sockaddr*> (&address), &length) == 0 &&
           length > sizeof (address.ss_family);
}
} // namespace
#endif

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
    for (const int socket : juce::LinuxEventLoopInternal::getRegisteredFds())
        if (isConnectedByName (socket))
            juce::LinuxEventLoopInternal::invokeEventLoopCallbackForFd (socket);
#endif
}

/** Its window, and this with it, may be gone afterwards. */
void WindowEvents::timerCallback()
{
    handleWaiting();
}

} // namespace unbraid::editor
