// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorFakes.h"

#include "Editor/WindowEvents.h"

#if JUCE_LINUX
#    include <sys/socket.h>
#    include <sys/un.h>
#    include <unistd.h>

using namespace unbraid::test;

namespace
{
/** A connection as that to a display: events that were read off it wait in a queue, and it has nothing more to read. */
struct Display
{
    Display()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto name = "unbraid-test-" + std::to_string (getpid());
        std::copy (name.begin(), name.end(), address.sun_path + 1); // no file
        const auto length = static_cast<socklen_t> (offsetof (sockaddr_un, sun_path) + 1 + name.size());
        auto* at = reinterpret_cast<sockaddr*> (&address);
        REQUIRE (bind (listener, at, length) == 0);
        REQUIRE (listen (listener, 1) == 0);
        REQUIRE (connect (client, at, length) == 0);
        juce::LinuxEventLoop::registerFdCallback (client,
                                                  [this] (int) { handled += std::exchange (queued, 0); });
    }

    ~Display()
    {
        juce::LinuxEventLoop::unregisterFdCallback (client);
        close (client);
        close (listener);
    }

    int listener = socket (AF_UNIX, SOCK_STREAM, 0);
    int client = socket (AF_UNIX, SOCK_STREAM, 0);
    int queued = 0, handled = 0;
};
} // namespace

TEST_CASE ("a click that lies in the display's queue is handled without another, while there is an editor")
{
    Display display;
    display.queued = 1;
    waitFor (200);
    CHECK (display.handled == 0); // JUCE alone waits for more
    Desk desk;
    for (int tries = 0; tries < 100 && display.handled == 0; ++tries)
        waitFor (50);
    CHECK (display.handled == 1);
    desk.editor.reset();
    display.queued = 1;
    waitFor (200);
    CHECK (display.handled == 1); // nobody looks
}

TEST_CASE ("messages between threads keep their order: only the display's queue is looked into")
{
    std::vector<int> order;
    for (const int n : { 1, 2 })
        juce::MessageManager::callAsync ([&order, n] { order.push_back (n); });
    unbraid::editor::WindowEvents::handleWaiting();
    CHECK (order.empty());
    waitFor (50);
    CHECK (order == std::vector{ 1, 2 });
}
#endif
