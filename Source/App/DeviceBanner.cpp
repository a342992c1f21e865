// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/DeviceBanner.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
namespace icons = editor::icons;
namespace measures = editor::measures;
using Stage = live::LiveSession::Stage;

constexpr int textLeft = 44;

/** "talk.flac is in Music/Unbraid": the name first, since long lines lose their end. */
juce::String placeOf (const juce::File& file)
{
    const auto home = juce::File::getSpecialLocation (juce::File::userHomeDirectory);
    const auto folder = file.getParentDirectory();
    return file.getFileName() + " is in " +
           (folder.isAChildOf (home) ? folder.getRelativePathFrom (home) : folder.getFullPathName());
}

struct Face
{
    const char *words, *title, *help;
};

/** Of the button. */
Face faceOf (DeviceBanner::State state)
{
    if (state == DeviceBanner::State::gone)
        return { "Choose another", "Choose another device", "Shows the available sound devices." };
    if (state == DeviceBanner::State::recorded)
        return { "Show in folder", "Show the recording in its folder", "Opens the folder of the recording." };
    return { "Close", "Close this message", "Closes this message." };
}
} // namespace

DeviceBanner::DeviceBanner (live::LiveSession& liveSession)
    : reveal ([] (const juce::File& file) { file.revealToUser(); })
    , announce (
          [] (const juce::String& text)
          {
              juce::AccessibilityHandler::postAnnouncement (
                  text, juce::AccessibilityHandler::AnnouncementPriority::medium);
          })
    , session (liveSession)
    , button ("Choose another", editor::FlatButton::Style::outline)
{
    setComponentID ("banner");
    button.introduce ("banner_button", {}, {});
    button.onClick = [this] { pressed(); };
    addAndMakeVisible (button);
    setVisible (false);
    session.addChangeListener (this);
    decide();
}

DeviceBanner::~DeviceBanner()
{
    session.removeChangeListener (this);
}

void DeviceBanner::changeListenerCallback (juce::ChangeBroadcaster*)
{
    decide();
}

void DeviceBanner::timerCallback()
{
    stopTimer();
    if (! std::exchange (isBack, false))
        recording = juce::File();
    decide();
}

void DeviceBanner::showFileError (const juce::String& error)
{
    if (std::exchange (fileError, error) != error)
        dismissedError.clear();
    decide();
}

void DeviceBanner::showRecording (const juce::File& file)
{
    recording = file;
    if (now == State::recorded)
        stopTimer(); // of the one before
    decide();
}

void DeviceBanner::pressed()
{
    if (now == State::gone)
    {
        if (onChooseAnother != nullptr)
            onChooseAnother();
        return;
    }
    if (now == State::recorded)
        reveal (std::exchange (recording, juce::File()));
    isBack = false;
    if (now == State::refused)
        dismissedError = fileError;
    isCautionDismissed = isCautionDismissed || now == State::caution;
    decide();
}

/** The one of the two that is not in the list of what is plugged in; as long as the list is old, the microphone. */
juce::String DeviceBanner::missingName()
{
    const auto kept = session.kept();
    if (kept == nullptr)
        return {};
    const auto input = kept->getStringAttribute ("audioInputDeviceName");
    const auto output = kept->getStringAttribute ("audioOutputDeviceName");
    for (auto* type : session.devices().getAvailableDeviceTypes())
        if (type->getTypeName() == kept->getStringAttribute ("deviceType") &&
            type->getDeviceNames (true).contains (input) && ! type->getDeviceNames (false).contains (output))
            return live::shownOutput (output);
    return input.isNotEmpty() ? input : live::shownOutput (output);
}

void DeviceBanner::decide()
{
    if (session.stage() == Stage::missing)
    {
        isBack = false;
        missed = missingName();
        return become (State::gone, missed.isEmpty() ? juce::String ("No sound device. Waiting for one.")
                                                     : missed + " is gone. Waiting for it.");
    }
    if (now == State::gone && session.stage() == Stage::running)
    {
        isBack = true;
        startTimer (backMs);
    }
    if (isBack)
        return become (State::back, missed.isEmpty() ? session.description() : missed + " is back.");
    if (fileError.isNotEmpty() && fileError != dismissedError)
        return become (State::refused, fileError);
    if (recording != juce::File())
    {
        if (! isTimerRunning())
            startTimer (recordedMs);
        return become (State::recorded, placeOf (recording));
    }
    if (session.mayFeedBack() && ! isCautionDismissed)
        return become (State::caution, "Loudspeakers may howl: wear headphones.");
    become (State::nothing, {});
}

void DeviceBanner::become (State state, const juce::String& text)
{
    const bool isNew = std::exchange (now, state) != state;
    const bool isOther = std::exchange (shown, text) != text;
    if (! isNew && ! isOther)
        return;
    const auto face = faceOf (now);
    button.setButtonText (face.words);
    button.introduce ("banner_button", face.title, face.help);
    setTitle (shown);
    setVisible (now != State::nothing);
    if (isNew && now != State::nothing)
        announce (shown);
    resized();
    repaint();
    if (onChange != nullptr)
        onChange();
}

void DeviceBanner::resized()
{
    constexpr int buttonHeight = 24;
    const int width = button.wantedWidth();
    button.setBounds (getWidth() - width - measures::margin, (height - buttonHeight) / 2, width,
                      buttonHeight);
}

void DeviceBanner::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    const bool isError = now == State::refused;
    graphics.fillAll (isError ? theme.errorBack : theme.control);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromBottom (measures::line));
    const bool isGood = now == State::back || now == State::recorded;
    icons::draw (graphics, isGood ? icons::Icon::tick : icons::Icon::warning,
                 { static_cast<float> (measures::margin), 0.0f, 16.0f, static_cast<float> (height) },
                 isError ? theme.error : theme.text);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, shown,
                     getLocalBounds().withLeft (textLeft).withRight (button.getX() - 8).toFloat(),
                     fonts::value());
}

std::unique_ptr<juce::AccessibilityHandler> DeviceBanner::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler> (*this, juce::AccessibilityRole::group);
}

} // namespace unbraid::app
