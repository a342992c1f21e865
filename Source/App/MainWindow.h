// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/AppPage.h"
#include "App/AppSettings.h"
#include "App/DevicesWindow.h"
#include "Editor/Look/EditorLook.h"

namespace unbraid::app
{

/** The app's window. It has the theme of the editor in it. */
class MainWindow : public juce::DocumentWindow
{
public:
    /** session   must outlive the window
        settings  where the window stood, and whether it is the first run; must outlive the window
        [message] */
    MainWindow (live::LiveSession& session, AppSettings& settings);
    ~MainWindow() override;

    /** Writes down where it stands. [message] */
    void keep();

    void closeButtonPressed() override;
    void focusGained (FocusChangeType cause) override;

private:
    void applyTheme();
    void applyLimits();
    void settleOnceFramed (juce::Rectangle<int> wanted, int numLooks);
    void settle (juce::Rectangle<int> wanted, bool isLast);
    void moveOntoScreen();
    void showDevices();

    live::LiveSession& session;
    AppSettings& settings;
    bool isPlaced = false; // since the start
    std::unique_ptr<editor::EditorLook> look;
    AppPage page;
    std::unique_ptr<DevicesWindow> devices;
};

} // namespace unbraid::app
