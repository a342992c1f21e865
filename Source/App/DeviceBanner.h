// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Live/LiveSession.h"

namespace unbraid::app
{

/** One line under the bar while there is something to say of the sound device: it is gone, it is back; a file that cannot be
    played; where a recording is; that loudspeakers may howl. It comes and leaves by itself; what is new is announced once. */
class DeviceBanner : public juce::Component, private juce::ChangeListener, private juce::Timer
{
public:
    static constexpr int height = 36;
    static constexpr int backMs = 4000;      // for which a return is shown
    static constexpr int recordedMs = 20000; // and a recording

    /** Its messages; the first that applies is shown. */
    enum class State
    {
        nothing,
        gone,
        back,
        refused,  // a file
        recorded, // a file is complete
        caution
    };

    /** session  must outlive the banner
        [message] */
    explicit DeviceBanner (live::LiveSession& session);
    ~DeviceBanner() override;

    /** Called when it appears, disappears or its text changes. */
    std::function<void()> onChange;

    /** The button was pressed while the device is gone. */
    std::function<void()> onChooseAnother;

    /** Shows a file in its folder; a test may take its place. */
    std::function<void (const juce::File&)> reveal;

    /** Tells it to screen readers; a test may listen. */
    std::function<void (const juce::String&)> announce;

    /** Why the newest file cannot be played; empty: it can. [message] */
    void showFileError (const juce::String& error);

    /** Where the newest recording is, for a while; none: nowhere, or not yet. [message] */
    void showRecording (const juce::File& file);

    [[nodiscard]] State state() const noexcept { return now; }
    [[nodiscard]] const juce::String& words() const noexcept { return shown; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void timerCallback() override;
    void decide();
    void become (State state, const juce::String& text);
    void pressed();
    [[nodiscard]] juce::String missingName();

    live::LiveSession& session;
    State now = State::nothing;
    juce::String shown, missed, fileError, dismissedError;
    juce::File recording;
    bool isBack = false, isCautionDismissed = false;
    editor::FlatButton button;
};

} // namespace unbraid::app
