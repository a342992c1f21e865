// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/DevicesWindow.h"
#include "App/LiveBar.h"
#include "Editor/EditorLook.h"

namespace unbraid::app
{

/** The app's window: the bar, and below it the same editor that hosts show. */
class MainWindow : public juce::DocumentWindow
{
public:
    /** session  must outlive the window
        place  where it stood the last time; empty: in the middle
        [message] */
    MainWindow (live::LiveSession& session, const juce::String& place);
    ~MainWindow() override;

    void closeButtonPressed() override;

private:
    void showDevices();

    live::LiveSession& session;
    editor::EditorLook look;
    std::unique_ptr<DevicesWindow> devices;
};

} // namespace unbraid::app
