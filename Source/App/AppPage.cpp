// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppPage.h"

#include "Editor/PluginEditor.h"

namespace unbraid::app
{

AppPage::AppPage (live::LiveSession& liveSession)
    : bar (liveSession)
    , banner (liveSession)
    , session (liveSession)
    , editor (session.processor().createEditorIfNeeded())
{
    editor->setResizable (true, false); // the window has the corner
    if (auto* ours = dynamic_cast<editor::PluginEditor*> (editor.get()))
    {
        ours->onTheme = [this]
        {
            if (onTheme != nullptr)
                onTheme();
        };
        ours->programNumbers = [this] { return numbers(); };
        if (const auto room = editor::roomAround (*ours))
            ours->setRoom (juce::Point<int> (room->x, room->y - heightAbove()));
    }
    const auto askForDevices = [this]
    {
        if (onDevices != nullptr)
            onDevices();
    };
    bar.onDevices = askForDevices;
    banner.onChooseAnother = askForDevices;
    banner.onChange = [this] { showBanner(); };
    bar.onSetUp = [this] { showFirstRun (true); };
    bar.onRecording = [this] (const juce::File& file) { banner.showRecording (file); };
    bar.onFileError = [this] (const juce::String& error) { banner.showFileError (error); };
    addAndMakeVisible (bar);
    addChildComponent (banner);
    addAndMakeVisible (*editor);
    banner.setVisible (banner.state() != DeviceBanner::State::nothing);
    fitEditor();
}

AppPage::~AppPage()
{
    firstRun.reset();
}

/** The latency where the bar has no room for it. */
editor::ProgramNumbers AppPage::numbers() const
{
    using Latency = editor::ProgramNumbers::Latency;
    const bool isHere = session.stage() == live::LiveSession::Stage::running && ! bar.showsTiming();
    const auto ms = bar.inToOutMs();
    return { ! isHere ? Latency::notHere
             : ms     ? Latency::known
                      : Latency::measuring,
             ms.value_or (0.0), session.processLoad() };
}

int AppPage::heightAbove() const
{
    const bool hasBanner = banner.state() != DeviceBanner::State::nothing;
    return juce::roundToInt (scale() * static_cast<float> (LiveBar::height)) +
           (hasBanner ? bannerHeight() : 0);
}

int AppPage::bannerHeight() const
{
    return juce::roundToInt (scale() * static_cast<float> (DeviceBanner::height));
}

/** The editor's, so that all of the window has one. */
float AppPage::scale() const
{
    const auto* ours = dynamic_cast<const editor::PluginEditor*> (editor.get());
    return ours != nullptr ? 0.01f * static_cast<float> (ours->scalePercent()) : 1.0f;
}

juce::Point<int> AppPage::firstRunSize() const
{
    return (juce::Point<int> (FirstRunPage::width, FirstRunPage::height).toFloat() * scale()).roundToInt();
}

/** area  where it stands in the window */
void AppPage::placeScaled (juce::Component& part, juce::Rectangle<int> area) const
{
    part.setTransform (juce::AffineTransform::scale (scale()));
    part.setBounds ((area.toFloat() / scale()).toNearestInt());
}

/** It takes its room from the editor, so that the window stays as it is where it can; where it grows, it shrinks again. */
void AppPage::showBanner()
{
    banner.setVisible (! isFirstRun() && banner.state() != DeviceBanner::State::nothing);
    const int before = getHeight();
    resized();
    if (onLimits != nullptr)
        onLimits();
    if (banner.isVisible() && getHeight() > before)
    {
        grownFrom = before;
        grownTo = getHeight();
    }
    else if (! banner.isVisible() && std::exchange (grownTo, 0) == getHeight() && ! isFirstRun())
        setSize (getWidth(), grownFrom);
}

/** Around the editor in the size it wants. */
void AppPage::fitEditor()
{
    if (isFirstRun())
        return;
    setSize (editor->getWidth(), heightAbove() + editor->getHeight());
    if (banner.state() != DeviceBanner::State::nothing)
    {
        grownTo = getHeight();
        grownFrom = grownTo - bannerHeight();
    }
    resized();
    if (onLimits != nullptr)
        onLimits();
}

void AppPage::showFirstRun (bool shouldBeShown)
{
    if (shouldBeShown == isFirstRun())
        return;
    for (auto* part : std::initializer_list<juce::Component*>{ &bar, editor.get() })
        part->setVisible (! shouldBeShown);
    if (! shouldBeShown)
    {
        firstRun.reset();
        banner.setVisible (banner.state() != DeviceBanner::State::nothing);
        fitEditor();
        takeKeyboard();
        return;
    }
    firstRun = std::make_unique<FirstRunPage> (
        session,
        [this]
        {
            juce::MessageManager::callAsync ( // not while a button of the page calls
                [safe = juce::Component::SafePointer<AppPage> (this)]
                {
                    if (safe != nullptr)
                        safe->leaveFirstRun();
                });
        });
    addAndMakeVisible (*firstRun);
    banner.setVisible (false);
    setSize (firstRunSize().x, firstRunSize().y);
    resized();
    if (onLimits != nullptr)
        onLimits();
    takeKeyboard();
}

void AppPage::takeKeyboard()
{
    juce::Component& first = isFirstRun() ? static_cast<juce::Component&> (*firstRun) : *editor;
    if (first.isShowing())
        first.grabKeyboardFocus();
}

void AppPage::leaveFirstRun()
{
    showFirstRun (false);
    if (onFirstRunDone != nullptr)
        onFirstRunDone();
}

std::pair<juce::Point<int>, juce::Point<int>> AppPage::limits() const
{
    if (isFirstRun())
        return { firstRunSize(), firstRunSize() };
    const auto& inner = *editor->getConstrainer();
    return { { inner.getMinimumWidth(), inner.getMinimumHeight() + heightAbove() },
             { inner.getMaximumWidth(), inner.getMaximumHeight() + heightAbove() } };
}

void AppPage::resized()
{
    const juce::ScopedValueSetter<bool> layingOut (isLayingOut, true);
    auto area = getLocalBounds();
    if (isFirstRun())
        return placeScaled (*firstRun, area);
    auto above = area.removeFromTop (heightAbove());
    if (banner.state() != DeviceBanner::State::nothing)
        placeScaled (banner, above.removeFromBottom (bannerHeight()));
    placeScaled (bar, above);
    editor->setBounds (area);
}

/** The editor took another size: its compact view, or another scale. */
void AppPage::childBoundsChanged (juce::Component* child)
{
    if (child == editor.get() && ! isLayingOut)
        fitEditor();
}

bool AppPage::keyPressed (const juce::KeyPress& key)
{
    return ! isFirstRun() && editor->keyPressed (key);
}

bool AppPage::keyStateChanged (bool isKeyDown)
{
    return ! isFirstRun() && editor->keyStateChanged (isKeyDown);
}

} // namespace unbraid::app
