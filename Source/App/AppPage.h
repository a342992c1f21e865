// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/DeviceBanner.h"
#include "App/FirstRunPage.h"
#include "App/LiveBar.h"
#include "Editor/Panels/NumbersPanel.h"

namespace unbraid::app
{

/** Content of the app's window: the bar, what is to be said of the device, and the same editor that hosts show; or, in place of
    all that, the page of the first run. Keys that nobody takes are the editor's. */
class AppPage : public juce::Component
{
public:
    /** session  must outlive the page
        [message] */
    explicit AppPage (live::LiveSession& session);
    ~AppPage() override;

    std::function<void()> onDevices;
    std::function<void()> onTheme;        // the editor has another
    std::function<void()> onLimits;       // `limits` are others
    std::function<void()> onFirstRunDone; // its page was left

    /** Opens or leaves the page of the first run. [message] */
    void showFirstRun (bool shouldBeShown);
    [[nodiscard]] bool isFirstRun() const noexcept { return firstRun != nullptr; }

    /** Gives the keyboard to what is shown; from there Tab continues. [message] */
    void takeKeyboard();

    /** The smallest size and the largest. [message] */
    [[nodiscard]] std::pair<juce::Point<int>, juce::Point<int>> limits() const;

    [[nodiscard]] const editor::Theme& theme() const { return editor::themeOf (*editor); }

    LiveBar bar;
    DeviceBanner banner;

    void resized() override;
    void childBoundsChanged (juce::Component* child) override;
    bool keyPressed (const juce::KeyPress& key) override;
    bool keyStateChanged (bool isKeyDown) override;

private:
    void leaveFirstRun();
    void showBanner();
    [[nodiscard]] editor::ProgramNumbers numbers() const;
    void placeScaled (juce::Component& part, juce::Rectangle<int> area) const;
    void fitEditor();
    [[nodiscard]] int heightAbove() const;
    [[nodiscard]] int bannerHeight() const;
    [[nodiscard]] float scale() const;
    [[nodiscard]] juce::Point<int> firstRunSize() const;

    live::LiveSession& session;
    std::unique_ptr<juce::AudioProcessorEditor> editor;
    std::unique_ptr<FirstRunPage> firstRun;
    bool isLayingOut = false;
    int grownFrom = 0, grownTo = 0; // heights without and with the banner, where the window grew for it
};

} // namespace unbraid::app
