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
constexpr int linesReserved = 2, lineHeight = 16; // of what it says, which may take more
constexpr int barHeight = 3, barGap = 4;
constexpr int heightForLabel = 100;   // of the recordings
constexpr float longestName = 150.0f; // in a message
constexpr double minSeconds = 0.5;    // that can be learned from
constexpr int pollsUntilSettled =
    15; // half a second: a second click is not yet for what took the place of the first
} // namespace

LearnPanel::LearnPanel (plugin::LearnModel& modelToTeach)
    : model (modelToTeach)
    , close ({}, FlatButton::Style::quiet, icons::Icon::close)
    , recordings (model)
    , from ("learn_from", "Learn from", { "Input", "Reference" },
            "What to learn from: the input, or the reference (side-chain).")
    , says ("learn_says", juce::Justification::centredLeft)
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
    says.setWrapping (true);
    for (auto* child : std::initializer_list<juce::Component*>{ &fields, &recordings, &from, &says })
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
    chosen.from =
        hasReference ? static_cast<plugin::CaptureFrom> (from.chosen()) : plugin::CaptureFrom::input;
    return chosen;
}

void LearnPanel::changed()
{
    offerBeginning();
    says.say (captureText());
    resized();
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
    pollsInStage = status.stage == before ? pollsInStage + 1 : 0;
    finish.setEnabled (status.capturedSeconds >= minSeconds);
    stop.setEnabled (status.iteration > 0 && pollsInStage >= pollsUntilSettled);
    const bool isReferenceNew =
        std::exchange (hasReference, model.canCapture (plugin::CaptureFrom::reference)) != hasReference;
    if (status.stage != before || isReferenceNew ||
        ! (begin.isVisible() || finish.isVisible() || stop.isVisible()))
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
    from.setVisible (! isTraining && hasReference);
    says.setVisible (! isTraining);
    close.setVisible (true);
    finish.setVisible (status.stage == Stage::capturing);
    stop.setVisible (isTraining);
    training.setVisible (isTraining);
    cancel.setVisible (! isIdle);
    resized();
    repaint();
}

/** Result of the learning; else why something is grey, and what to do. */
juce::String LearnPanel::idleText() const
{
    if (status.result.startsWith ("fitted"))
        return shownName (status.result) + ". Undo takes it back.";
    const auto name = [] (const juce::String& whole)
    { return shortened (whole, longestName, fonts::label()); };
    if (status.result.isNotEmpty())
        return "Learned " + name (status.result.upToFirstOccurrenceOf (": ", false, false)) +
               status.result.fromFirstOccurrenceOf (": ", true, false) + ". Undo takes it back.";
    if (const auto missing = fields.whatIsMissing(); missing.isNotEmpty())
        return missing;
    if (dictionary.learnsVoices)
        return "Speak alone for 10 to 30 s where it is quiet; what plays goes on.";
    if (fields.isKit())
        return "Strike each drum a few times, one at a time, and let each ring.";
    if (dictionary.name.isNotEmpty() && ! dictionary.canBeTaught)
        return name (dictionary.name) + " cannot be taught: this becomes a dictionary of its own.";
    return "Play only the new source; what plays goes on.";
}

juce::String LearnPanel::captureText() const
{
    if (status.stage != Stage::capturing)
        return idleText();
    if (! (status.capturedSeconds > 0.0))
        return "Waiting for sound: let something play.";
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
    for (auto* button : { &begin, &finish, &stop }) // what comes next, each in the place of the one before
        button->setBounds (left);
    for (auto* button : { &files, &cancel })
        button->setBounds (buttons);
    area.removeFromBottom (gap);
    training.setBounds (area);
    layOutMaterial (area);
}

/** The recordings, and below them what is playing. */
void LearnPanel::layOutMaterial (juce::Rectangle<int> area)
{
    const int height = juce::jmax (linesReserved * lineHeight, says.wantedHeight (area.getWidth()));
    auto below = area.removeFromBottom (height + barGap + barHeight);
    says.setBounds (below.removeFromTop (height));
    fromRow = area.removeFromBottom ((hasReference ? measures::control : labelHeight) + barGap)
                  .withTrimmedBottom (barGap);
    from.setBounds (
        fromRow.withLeft (fromRow.getRight() - juce::jmin (from.wantedWidth(), fromRow.getWidth())));
    if (area.getHeight() > heightForLabel)
        area.removeFromTop (labelHeight);
    recordings.setBounds (area.withTrimmedBottom (gap));
}

void LearnPanel::paintIdle (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.secondText);
    const auto above = recordings.getBounds().withHeight (labelHeight).translated (0, -labelHeight);
    if (above.getY() >= fields.getBottom())
    {
        const int numGood = recordings.numGood();
        fonts::drawText (graphics, "Recordings", above.toFloat(), fonts::label());
        fonts::drawNumber (graphics,
                           numGood == 0
                               ? juce::String()
                               : countOf (numGood, "file") + dot() + durationText (recordings.secondsInAll()),
                           above.toFloat(), fonts::label());
    }
    fonts::drawText (graphics, hasReference ? "Or learn from" : "Or learn from what plays on the input",
                     fromRow.toFloat(), fonts::label());
    if (status.stage != Stage::capturing)
        return;
    const auto bar =
        juce::Rectangle<int> (says.getX(), says.getBottom() + barGap, says.getWidth(), barHeight).toFloat();
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
    fonts::drawText (graphics, dictionary.learnsVoices ? "Learn a voice" : "Learn a source",
                     { 16.0f, 0.0f, 200.0f, 40.0f }, fonts::name());
    if (status.stage != Stage::training)
        paintIdle (graphics);
}

} // namespace unbraid::editor
