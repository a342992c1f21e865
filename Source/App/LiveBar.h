// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/PlayerControls.h"
#include "Editor/Look/FocusRing.h"
#include "Editor/Widgets/LevelMeter.h"
#include "Editor/Widgets/ShowingTimer.h"
#include "Live/LiveSession.h"

namespace unbraid::app
{

/** The top of the app's window: the sound device, how late the sound is, the level that comes in, recording, the file player. A sound
    file that is dropped on it is played. */
class LiveBar : public juce::Component, public juce::FileDragAndDropTarget, private juce::ChangeListener
{
public:
    static constexpr int height = 56;

    /** session  must outlive the bar
        [message] */
    explicit LiveBar (live::LiveSession& session);
    ~LiveBar() override;

    std::function<void()> onDevices, onSetUp;
    std::function<void (const juce::String&)> onFileError; // called repeatedly; empty: there is none
    std::function<void (const juce::File&)> onRecording;   // one has ended; none: one begins

    /** From microphone to loudspeaker; nothing without a device, or before it is known. */
    [[nodiscard]] std::optional<double> inToOutMs() const;

    /** Whether there is room for the latency on the bar. */
    [[nodiscard]] bool showsTiming() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    void lookAndFeelChanged() override { applyTheme(); }
    void parentHierarchyChanged() override { applyTheme(); }
    bool isInterestedInFileDrag (const juce::StringArray&) override { return true; }
    void fileDragEnter (const juce::StringArray&, int, int) override { setHovered (true); }
    void fileDragExit (const juce::StringArray&) override { setHovered (false); }
    void filesDropped (const juce::StringArray& files, int, int) override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void addText (juce::Label& label, const juce::String& id);
    void setHovered (bool shouldBe);
    void applyTheme();
    void poll();
    void pollSlowly();
    void showTiming();
    void offerRecording();
    void startRecording (const juce::String& ending, bool hasSources);
    void noteRecording (const core::Status& done);
    void showRecording();

    live::LiveSession& session;
    editor::FlatButton devicesButton, setUpButton, recordButton;
    juce::Label deviceText, timingText, levelName;
    editor::LevelMeter level;
    PlayerControls player;
    editor::FocusRing ring;
    juce::String recordingError; // of the newest attempt
    bool isHovered = false;
    int numPolls = 0;
    editor::ShowingTimer timer;
};

} // namespace unbraid::app
