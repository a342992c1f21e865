// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** Sees to it that no click and no key lies unread on Linux; elsewhere it does nothing. JUCE reads the events of the
    display server when their socket has something to read. Whatever asks the server something, as each painting and
    each look for the mouse does, takes the events that came meanwhile off the socket into Xlib's queue: there they would
    lie until another comes. On a busy machine that loses clicks. Shared by all that have a window, as a
    `juce::SharedResourcePointer`. */
class WindowEvents : private juce::Timer
{
public:
    static constexpr int readingsPerSecond = 20; // that late is hardly felt

    /** [message] */
    WindowEvents();
    ~WindowEvents() override;

    /** Handles what lies in the queue: whatever a click does happens before it returns. [message] */
    static void handleWaiting();

private:
    void timerCallback() override;
};

} // namespace unbraid::editor
