// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/MainWindow.h"

#include "Editor/Palette.h"

namespace unbraid::app
{

namespace
{
/** Bar and editor; the bar takes the height it wants. */
class Page : public juce::Component
{
public:
    Page (live::LiveSession& session, std::function<void()> onDevices)
        : editor (session.processor().createEditorIfNeeded())
        , bar (session, std::move (onDevices), [this] { resized(); })
    {
        editor->setResizable (true, false); // the window has the corner
        addAndMakeVisible (bar);
        addAndMakeVisible (*editor);
        setSize (editor->getWidth(), bar.wantedHeight() + editor->getHeight());
    }

    void resized() override
    {
        auto area = getLocalBounds();
        bar.setBounds (area.removeFromTop (bar.wantedHeight()));
        editor->setBounds (area);
    }

    [[nodiscard]] int barHeight() const { return bar.wantedHeight(); }
    [[nodiscard]] juce::ComponentBoundsConstrainer* limits() const { return editor->getConstrainer(); }

private:
    std::unique_ptr<juce::AudioProcessorEditor> editor;
    LiveBar bar;
};
} // namespace

MainWindow::MainWindow (live::LiveSession& liveSession, const juce::String& place)
    : juce::DocumentWindow ("Unbraid", editor::palette::window, allButtons)
    , session (liveSession)
{
    setLookAndFeel (&look);
    setUsingNativeTitleBar (true);
    auto page = std::make_unique<Page> (session, [this] { showDevices(); });
    const int barHeight = page->barHeight();
    const auto* limits = page->limits();
    const int leastWidth = limits->getMinimumWidth(), leastHeight = limits->getMinimumHeight() + barHeight;
    const int mostWidth = limits->getMaximumWidth(), mostHeight = limits->getMaximumHeight() + barHeight;
    setContentOwned (page.release(), true);
    setResizable (true, false);
    setResizeLimits (leastWidth, leastHeight, mostWidth, mostHeight);
    if (place.isEmpty() || ! restoreWindowStateFromString (place))
        centreWithSize (getWidth(), getHeight());
    setVisible (true);
}

MainWindow::~MainWindow()
{
    devices.reset();
    clearContentComponent();
    setLookAndFeel (nullptr);
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
        devices = std::make_unique<DevicesWindow> (session, look, close);
    devices->toFront (true);
}

} // namespace unbraid::app
