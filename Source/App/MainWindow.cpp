// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/MainWindow.h"

namespace unbraid::app
{

namespace
{
juce::ComponentPeer::OptionalBorderSize knownFrameOf (const juce::Component& window)
{
    const auto* peer = window.getPeer();
    return peer != nullptr ? peer->getFrameSizeIfPresent() : juce::ComponentPeer::OptionalBorderSize();
}

/** Border that JUCE adds to a window's size when it holds it to its limits; on Linux nothing until the frame is made. */
juce::BorderSize<int> frameOf (const juce::Component& window)
{
    const auto known = knownFrameOf (window);
    return known ? *known : juce::BorderSize<int>();
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
    const auto before = frameOf (*this);
    const auto wanted = getBounds().translated (-before.getLeft(), -before.getTop());
    setVisible (true);
    page.takeKeyboard();
    constexpr int numLooks = 6; // for a frame, of which there may be none
    settleOnceFramed (wanted, numLooks);
}

/** Looks at the new window again and again, for window managers take their time.
    wanted  the size, and the corner of the frame */
void MainWindow::settleOnceFramed (juce::Rectangle<int> wanted, int numLooks)
{
    constexpr int looksEveryMs = 400;
    juce::Timer::callAfterDelay (looksEveryMs,
                                 [safe = juce::Component::SafePointer<MainWindow> (this), wanted, numLooks,
                                  wasFirstRun = page.isFirstRun()]
                                 {
                                     if (safe == nullptr || safe->isFullScreen() ||
                                         safe->page.isFirstRun() != wasFirstRun)
                                         return;
                                     safe->settle (wanted, numLooks <= 1);
                                     if (numLooks > 1)
                                         safe->settleOnceFramed (wanted, numLooks - 1);
                                 });
}

/** Some window managers take the frame of a new window out of its size, or forget where it was to stand: it gets that back,
    its place once. And what was kept on a larger screen comes onto this one, frame and all. */
void MainWindow::settle (juce::Rectangle<int> wanted, bool isLast)
{
    const auto frame = frameOf (*this);
    const juce::Point<int> lost{ wanted.getWidth() - getWidth(), wanted.getHeight() - getHeight() };
    const bool isFrameLost = lost != juce::Point<int>() &&
                             (lost.x == 0 || lost.x == frame.getLeftAndRight()) &&
                             (lost.y == 0 || lost.y == frame.getTopAndBottom());
    const bool shallBePlaced = ! isPlaced && (isLast || knownFrameOf (*this));
    if (! isFrameLost && ! shallBePlaced)
        return;
    applyLimits();
    if (isFrameLost)
        setSize (wanted.getWidth(), wanted.getHeight());
    if (shallBePlaced)
        setTopLeftPosition (wanted.getX() + frame.getLeft(), wanted.getY() + frame.getTop());
    isPlaced = isPlaced || shallBePlaced;
    moveOntoScreen();
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
    const auto frame = frameOf (*this);
    const juce::Point<int> framed{ frame.getLeftAndRight(), frame.getTopAndBottom() };
    setResizeLimits (smallest.x + framed.x, smallest.y + framed.y, largest.x + framed.x,
                     largest.y + framed.y);
    moveOntoScreen();
}

/** A look that is larger than the one before may reach beyond the edges of the screen, or be larger than it. */
void MainWindow::moveOntoScreen()
{
    const auto* display = juce::Desktop::getInstance().getDisplays().getDisplayForRect (getBounds());
    if (display == nullptr || isFullScreen() || ! isVisible())
        return;
    setBounds (getBounds().constrainedWithin (frameOf (*this).subtractedFrom (display->userArea)));
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
