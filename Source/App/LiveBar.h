// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/PlayerControls.h"
#include "Editor/LevelMeter.h"
#include "Editor/ShowingTimer.h"
#include "Live/LiveSession.h"

namespace unbraid::app
{

/** The top of the app's window: the sound device, the level that comes in, the file player; and below, while there is
    something to say, one line about them. */
class LiveBar : public juce::Component, private juce::ChangeListener
{
public:
    /** session  must outlive the bar
        onDevices  asked for the choice of devices
        onHeight  `wantedHeight` is another
        [message] */
    LiveBar (live::LiveSession& session, std::function<void()> onDevices, std::function<void()> onHeight);
    ~LiveBar() override;

    [[nodiscard]] int wantedHeight() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void addText (juce::Label& label, juce::Colour colour, const juce::String& id);
    void poll();
    void pollSlowly();
    void showNotice (const juce::String& trouble);

    live::LiveSession& session;
    const std::function<void()> heightChanged;
    juce::TextButton devicesButton;
    juce::Label deviceText, timingText, levelName;
    editor::LevelMeter level;
    PlayerControls player;
    juce::Label notice;
    bool isTrouble = false;
    int numPolls = 0;
    editor::ShowingTimer timer;
};

} // namespace unbraid::app
