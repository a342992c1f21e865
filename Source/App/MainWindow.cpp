// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/MainWindow.h"

namespace unbraid::app
{

namespace
{
constexpr int largestFrame = 64; // pixels that a frame takes, at most

/** What JUCE counts to a window's size when it holds it to its limits; on Linux the frame is made later. */
juce::BorderSize<int> frameInLimits ([[maybe_unused]] const juce::Component& window)
{
#if JUCE_WINDOWS
    if (const auto* peer = window.getPeer())
        return peer->getFrameSize();
#endif
    return {};
}
} // namespace

MainWindow::MainWindow (live::LiveSession& liveSession, AppSettings& appSettings)
    : juce::DocumentWindow ("Unbraid", editor::darkTheme().window, allButtons)
    , session (liveSession)
    , settings (appSettings)
    , page (liveSession)
{
    applyTheme();
    setUsingNativeTitleBar (true);
    page.onDevices = [this] { showDevices(); };
    page.onTheme = [this] { applyTheme(); };
    page.onLimits = [this] { applyLimits(); };
    page.onFirstRunDone = [this]
    {
        settings.setFirstRunDone (true);
        settings.save();
        centreWithSize (getWidth(), getHeight());
    };
    page.showFirstRun (! settings.isFirstRunDone());
    setContentNonOwned (&page, true);
    setResizable (true, false);
    applyLimits();
    if (page.isFirstRun() || settings.window().isEmpty() ||
        ! restoreWindowStateFromString (settings.window()))
        centreWithSize (getWidth(), getHeight());
    setVisible (true);
    page.takeKeyboard();
    keepSizeOnceFramed();
}

/** Some window managers take the frame of a new window out of its size: it gets that back. */
void MainWindow::keepSizeOnceFramed()
{
    constexpr int framedMs = 400;
    juce::Timer::callAfterDelay (framedMs,
                                 [safe = juce::Component::SafePointer<MainWindow> (this),
                                  wanted = getBounds(), wasFirstRun = page.isFirstRun()]
                                 {
                                     if (safe == nullptr || safe->isFullScreen() ||
                                         safe->page.isFirstRun() != wasFirstRun)
                                         return;
                                     const auto isLost = [] (int before, int now)
                                     { return now < before && now >= before - largestFrame; };
                                     if (isLost (wanted.getWidth(), safe->getWidth()) ||
                                         isLost (wanted.getHeight(), safe->getHeight()))
                                         safe->setSize (wanted.getWidth(), wanted.getHeight());
                                 });
}

MainWindow::~MainWindow()
{
    devices.reset();
    clearContentComponent();
    juce::LookAndFeel::setDefaultLookAndFeel (nullptr);
    setLookAndFeel (nullptr);
}

void MainWindow::keep()
{
    settings.setFirstRunDone (settings.isFirstRunDone()); // so that it is known once there is a file
    if (! page.isFirstRun())
        settings.setWindow (getWindowStateAsString());
}

void MainWindow::applyTheme()
{
    auto next = std::make_unique<editor::EditorLook> (page.theme());
    setLookAndFeel (next.get());
    juce::LookAndFeel::setDefaultLookAndFeel (next.get()); // of the windows that JUCE opens itself
    if (devices != nullptr)
        devices->setLookAndFeel (next.get());
    setBackgroundColour (next->theme().window);
    look = std::move (next);
}

void MainWindow::applyLimits()
{
    const auto [smallest, largest] = page.limits();
    const auto frame = frameInLimits (*this);
    const juce::Point<int> framed{ frame.getLeftAndRight(), frame.getTopAndBottom() };
    setResizeLimits (smallest.x + framed.x, smallest.y + framed.y, largest.x + framed.x,
                     largest.y + framed.y);
    moveOntoScreen();
}

/** A look that is larger than the one before may reach beyond the edges of the screen. */
void MainWindow::moveOntoScreen()
{
    const auto* display = juce::Desktop::getInstance().getDisplays().getDisplayForRect (getBounds());
    if (display == nullptr || isFullScreen() || ! isVisible())
        return;
    const auto* peer = getPeer();
    const auto known =
        peer != nullptr ? peer->getFrameSizeIfPresent() : juce::ComponentPeer::OptionalBorderSize();
    const auto frame = known ? *known : juce::BorderSize<int>();
    setTopLeftPosition (
        getBounds().constrainedWithin (frame.subtractedFrom (display->userArea)).getPosition());
}

/** The system gives the keyboard to the window. */
void MainWindow::focusGained (FocusChangeType)
{
    page.takeKeyboard();
}

void MainWindow::closeButtonPressed()
{
    juce::JUCEApplicationBase::quit();
}

void MainWindow::showDevices()
{
    const auto close = [safe = juce::Component::SafePointer<MainWindow> (this)]
    {
        // Not while the window that goes is still being called.
        juce::MessageManager::callAsync (
            [safe]
            {
                if (safe != nullptr)
                    safe->devices.reset();
            });
    };
    if (devices == nullptr)
        devices = std::make_unique<DevicesWindow> (session, *look, close);
    devices->toFront (true);
}

} // namespace unbraid::app
