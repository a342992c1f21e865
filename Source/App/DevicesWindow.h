// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/LiveSession.h"

namespace unbraid::app
{

/** The window in which devices are chosen. While it is there none is looked for. */
class DevicesWindow : public juce::DialogWindow
{
public:
    /** session  must outlive the window
        onClose  asked to go
        [message] */
    DevicesWindow (live::LiveSession& session, juce::LookAndFeel& look, std::function<void()> onClose);
    ~DevicesWindow() override;

    void closeButtonPressed() override;
    bool escapeKeyPressed() override;

private:
    live::LiveSession& session;
    const std::function<void()> closed;
};

} // namespace unbraid::app
