// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "App/AimMeter.h"
#include "App/DeviceChooser.h"
#include "App/TakePicture.h"
#include "Editor/Look/FocusRing.h"
#include "Editor/Widgets/FlatButton.h"
#include "Editor/Widgets/Segments.h"
#include "Editor/Widgets/ShowingTimer.h"

namespace unbraid::app
{

/** First page of the app, in place of all else: where the sound comes in and goes out, how loud it should be, a
    test tone, and five seconds before and after. As long as it is there the microphone is not heard in the output; a file
    that was dropped on it is. What is played sounds for the user alone, whatever the output. */
class FirstRunPage : public juce::Component, public juce::FileDragAndDropTarget, private juce::ChangeListener
{
public:
    static constexpr int width = 720, height = 520;

    /** session  must outlive the page
        onDone   asked to leave; the page is still calling then
        [message] */
    FirstRunPage (live::LiveSession& session, std::function<void()> onDone);
    ~FirstRunPage() override;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    bool isInterestedInFileDrag (const juce::StringArray&) override { return true; }
    void fileDragEnter (const juce::StringArray&, int, int) override { setHovered (true); }
    void fileDragExit (const juce::StringArray&) override { setHovered (false); }
    void filesDropped (const juce::StringArray& files, int, int) override;

    /** Text in the box: a word of caution, or what is wrong. [message] */
    [[nodiscard]] bool hasDictionary();
    [[nodiscard]] juce::String notice();

    /** Called by the timer. [message] */
    void pollNow();

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void introduceParts (const std::function<void()>& onDone);
    void connectTake();
    void showTake (const live::Rehearsal::Status& status);
    void setHovered (bool shouldBe);
    [[nodiscard]] juce::Rectangle<int> sheet() const;
    [[nodiscard]] juce::String soundLine() const;
    void paintWords (juce::Graphics& graphics, juce::Point<float> origin);
    void paintLegend (juce::Graphics& graphics, juce::Point<float> origin);

    live::LiveSession& session;
    editor::FlatButton skip;
    DeviceChooser microphone, output;
    AimMeter level;
    editor::FlatButton tone, stopFile;
    TakePicture picture;
    editor::Segments side;
    editor::FlatButton play, record, goLive;
    juce::String refused, shownNotice, shownLine, recordedLine;
    bool isHovered = false;
    editor::FocusRing ring;
    juce::TooltipWindow tooltips;
    editor::ShowingTimer timer;
};

} // namespace unbraid::app
