// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/LearnPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
using Stage = plugin::LearnStatus::Stage;

constexpr int labelHeight = LearnFields::labelHeight;
constexpr int gap = LearnFields::fieldGap;
} // namespace

LearnPanel::LearnPanel (plugin::LearnModel& modelToTeach)
    : model (modelToTeach)
    , close ({}, FlatButton::Style::quiet, icons::Icon::close)
    , recordings (model)
    , from ("learn_from", "Learn from", { "Input", "Reference" },
            "What to learn from: the input, or the reference (side-chain).")
    , begin ("Start learning", FlatButton::Style::primary, icons::Icon::learn)
    , files ("Choose files...", FlatButton::Style::normal, icons::Icon::file)
    , finish ("Finish and train", FlatButton::Style::primary)
    , stop ("Stop here and use", FlatButton::Style::outline)
    , cancel ("Cancel", FlatButton::Style::normal, icons::Icon::close)
{
    setTitle ("Learn a source");
    addButton (close, "learn_close", "Close", "Closes this panel. Learning continues.",
               [this] { onClose(); });
    addButton (begin, "learn_start", "Start learning",
               "Trains on the recordings, or, without any, starts to capture the sound that plays. Playback "
               "continues.",
               [this] { start(); });
    addButton (files, "learn_files", "Choose recordings", "Adds recordings of the source alone to the list.",
               [this] { onChooseFiles(); });
    addButton (finish, "learn_finish", "Finish and train",
               "Ends the capture and trains on it in the background.", [this] { model.finishCapture(); });
    addButton (stop, "learn_stop", "Stop here and use", "Ends the training now and uses the result so far.",
               [this] { model.finishTraining(); });
    addButton (cancel, "learn_cancel", "Cancel learning", "Ends learning and leaves everything as it was.",
               [this] { model.cancelLearning(); });
    for (auto* child : std::initializer_list<juce::Component*>{ &fields, &recordings, &from })
        addAndMakeVisible (child);
    addChildComponent (training);
    fields.onChange = [this] { changed(); };
    changed();
}

void LearnPanel::addButton (FlatButton& button, const juce::String& id, const juce::String& title,
                            const juce::String& hint, std::function<void()> click)
{
    button.introduce (id, title, hint);
    button.onClick = [this, action = std::move (click)]
    {
        action();
        poll();
    };
    addChildComponent (button);
}

void LearnPanel::show (const plugin::DictionaryInfo& current)
{
    dictionary = current;
    fields.show (dictionary);
    poll();
}

plugin::LearnOptions LearnPanel::options() const
{
    auto chosen = fields.options();
    chosen.from = static_cast<plugin::CaptureFrom> (from.chosen());
    return chosen;
}

void LearnPanel::changed()
{
    offerBeginning();
    repaint();
}

void LearnPanel::offerBeginning()
{
    begin.setEnabled (fields.whatIsMissing().isEmpty());
    begin.setButtonText (recordings.numGood() > 0 ? "Learn from files" : "Start learning");
}

void LearnPanel::start()
{
    if (recordings.numGood() > 0)
        model.learnFromRecordings (options());
    else
        model.startCapture (options());
}

/** The stage is followed always, all else only while the panel is there to be seen. */
void LearnPanel::poll()
{
    const auto before = status.stage;
    status = model.progress();
    if (status.stage != before || ! (begin.isVisible() || finish.isVisible() || stop.isVisible()))
        showStage();
    if (! isVisible())
        return;
    recordings.poll();
    training.show (status, fields.colour());
    offerBeginning();
    const auto words = captureText() + juce::String (recordings.numGood());
    if (std::exchange (shownWords, words) != words)
        changed();
}

void LearnPanel::showStage()
{
    const bool isIdle = status.stage == Stage::idle;
    const bool isTraining = status.stage == Stage::training;
    for (auto* part : std::initializer_list<juce::Component*>{ &begin, &files })
        part->setVisible (isIdle);
    fields.setIdle (isIdle);
    from.setEnabled (isIdle);
    recordings.setVisible (! isTraining);
    from.setVisible (! isTraining);
    close.setVisible (true);
    finish.setVisible (status.stage == Stage::capturing);
    stop.setVisible (isTraining);
    training.setVisible (isTraining);
    cancel.setVisible (! isIdle);
    resized();
    repaint();
}

/** What was learned; else why something is grey, and what to do. */
juce::String LearnPanel::idleText() const
{
    if (status.result.startsWith ("fitted"))
        return shownName (status.result) + ". Undo takes it back.";
    if (status.result.isNotEmpty())
        return "Learned " + status.result + ". Undo takes it back.";
    if (const auto missing = fields.whatIsMissing(); missing.isNotEmpty())
        return missing;
    if (dictionary.name.isNotEmpty() && ! dictionary.canBeTaught)
        return dictionary.name + " cannot be taught: this becomes a dictionary of its own.";
    return "Play only the new source; what plays goes on.";
}

juce::String LearnPanel::captureText() const
{
    if (status.stage != Stage::capturing)
        return idleText();
    if (! (status.capturedSeconds > 0.0))
        return "Waiting for sound: let the transport run.";
    const auto peak = juce::Decibels::toString (juce::Decibels::gainToDecibels (status.capturedPeak), 1);
    return juce::String (status.capturedSeconds, 1) + " s of at most " + juce::String (status.maxSeconds, 0) +
           " s kept, peak " + peak;
}

void LearnPanel::resized()
{
    auto area = getLocalBounds().reduced (measures::margin, 0);
    auto head = area.removeFromTop (40);
    close.setBounds (head.removeFromRight (measures::control)
                         .withSizeKeepingCentre (measures::control, measures::control)
                         .translated (6, 0));
    fields.setBounds (area.removeFromTop (LearnFields::height));
    area.removeFromTop (gap);
    area.removeFromBottom (measures::margin);
    auto buttons = area.removeFromBottom (measures::control);
    const auto left = buttons.removeFromLeft ((buttons.getWidth() - measures::unit) / 2);
    buttons.removeFromLeft (measures::unit);
    begin.setBounds (left);
    cancel.setBounds (left);
    for (auto* button : { &files, &finish, &stop })
        button->setBounds (buttons);
    area.removeFromBottom (gap);
    training.setBounds (area);
    auto below = area.removeFromBottom (labelHeight + measures::control + 26);
    area.removeFromTop (labelHeight);
    recordings.setBounds (area.withTrimmedBottom (gap));
    below.removeFromTop (labelHeight);
    from.setBounds (below.removeFromTop (measures::control)
                        .withWidth (juce::jmin (from.wantedWidth(), below.getWidth())));
}

void LearnPanel::paintIdle (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto above =
        [&] (const juce::Component& part, const juce::String& text, const juce::String& right = {})
    {
        const auto line = part.getBounds()
                              .withX (measures::margin)
                              .withRight (getWidth() - measures::margin)
                              .withHeight (labelHeight)
                              .translated (0, -labelHeight)
                              .toFloat();
        fonts::drawText (graphics, text, line, fonts::label());
        fonts::drawNumber (graphics, right, line, fonts::label());
    };
    graphics.setColour (theme.secondText);
    const int numGood = recordings.numGood();
    above (recordings, "Recordings",
           numGood == 0 ? juce::String()
                        : countOf (numGood, "file") + dot() + durationText (recordings.secondsInAll()));
    above (from, "Or from what is playing");
    const auto words = from.getBounds()
                           .withWidth (getWidth() - 2 * measures::margin)
                           .withHeight (20)
                           .translated (0, from.getHeight() + 4)
                           .toFloat();
    fonts::drawText (graphics, captureText(), words, fonts::label());
    if (status.stage != Stage::capturing)
        return;
    const auto bar = juce::Rectangle<float> (words.getX(), words.getBottom() + 1.0f, words.getWidth(), 3.0f);
    graphics.setColour (theme.track);
    graphics.fillRect (bar);
    graphics.setColour (theme.fill);
    graphics.fillRect (bar.withWidth (
        bar.getWidth() *
        static_cast<float> (status.maxSeconds > 0.0 ? status.capturedSeconds / status.maxSeconds : 0.0)));
}

void LearnPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Learn a source", { 16.0f, 0.0f, 200.0f, 40.0f }, fonts::name());
    if (status.stage != Stage::training)
        paintIdle (graphics);
}

} // namespace unbraid::editor
