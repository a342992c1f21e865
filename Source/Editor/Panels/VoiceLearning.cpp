// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/VoiceLearning.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
using Stage = plugin::LearnStatus::Stage;

constexpr int learnWidth = 136;
constexpr int buttonWidth = 60;
constexpr auto doneWords = "Done: your voice is learned";
} // namespace

VoiceLearning::VoiceLearning (plugin::PluginModel& modelToTeach)
    : model (modelToTeach)
    , learn ("Learn my voice", FlatButton::Style::normal)
    , finish ("Finish", FlatButton::Style::normal)
    , cancel ("Cancel", FlatButton::Style::normal)
{
    learn.introduce ("voice_button", "Learn my voice",
                     "Speak alone for 20 seconds where it is quiet, as on a call; from then on this voice is "
                     "kept and voices unlike it are turned down. Where nobody else talks, speech takes more "
                     "noise.");
    finish.introduce ("voice_finish", "Finish", "Learns the voice from what was said so far.");
    cancel.introduce ("voice_cancel", "Cancel learning", "Learns nothing.");
    learn.onClick = [this] { begin(); };
    finish.onClick = [this]
    {
        model.learning().finishCapture();
        poll();
    };
    cancel.onClick = [this]
    {
        model.learning().cancelLearning();
        poll();
    };
    setComponentID ("voice_learning");
    for (auto* child : { &learn, &finish, &cancel })
        addChildComponent (child);
}

void VoiceLearning::show (const plugin::DictionaryInfo& dictionary)
{
    playing = dictionary;
    poll();
}

void VoiceLearning::poll()
{
    status = model.learning().progress();
    const bool isLearning = status.stage != Stage::idle && status.isVoice;
    if (isLearning && status.stage == Stage::capturing && status.capturedSeconds >= enoughSeconds)
        model.learning().finishCapture();
    setVisible (isLearning || playing.offersVoice || playing.knowsVoice);
    learn.setVisible (! isLearning && ! playing.knowsVoice);
    learn.setEnabled (status.stage == Stage::idle); // not while something else is learned
    finish.setVisible (isLearning && status.stage == Stage::capturing);
    finish.setEnabled (status.capturedSeconds >= minSeconds);
    cancel.setVisible (isLearning);
    say (wordsNow());
}

juce::String VoiceLearning::wordsNow() const
{
    if (status.stage == Stage::capturing && status.isVoice)
        return "Speak on: " + juce::String (juce::roundToInt (status.capturedSeconds)) + " of " +
               juce::String (juce::roundToInt (enoughSeconds)) + " s";
    if (status.stage == Stage::training && status.isVoice)
        return "Learning...";
    if (! playing.knowsVoice)
        return {};
    return status.result.isNotEmpty() ? doneWords : "Keeps the voice it learned";
}

/** The end is told to those who do not look. */
void VoiceLearning::say (const juce::String& text)
{
    if (std::exchange (shownWords, text) == text)
        return;
    setTitle (text);
    if (text == doneWords)
        juce::AccessibilityHandler::postAnnouncement (
            text, juce::AccessibilityHandler::AnnouncementPriority::medium);
    repaint();
}

/** Whoever came by keys stands on *Cancel* then, not on a button that is gone. */
void VoiceLearning::begin()
{
    const bool hadKeyboard = learn.hasKeyboardFocus (false);
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::voice;
    options.name = plugin::ownVoice;
    model.learning().startCapture (options);
    poll();
    if (hadKeyboard && cancel.isShowing())
        cancel.grabKeyboardFocus();
}

void VoiceLearning::resized()
{
    auto area = getLocalBounds();
    learn.setBounds (area.removeFromLeft (learnWidth));
    area.removeFromLeft (measures::unit);
    finish.setBounds (area.removeFromLeft (buttonWidth));
    area.removeFromLeft (measures::unit);
    cancel.setBounds (area.removeFromLeft (buttonWidth));
}

void VoiceLearning::paint (juce::Graphics& graphics)
{
    graphics.setColour (themeOf (*this).text);
    fonts::drawText (graphics, shownWords, getLocalBounds().toFloat(), fonts::value());
}

} // namespace unbraid::editor
