// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/LearnPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/OtherScripts.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
using Stage = plugin::LearnStatus::Stage;

constexpr int longestName = 48;
constexpr int maxLearnedAtoms = 256;
constexpr int labelHeight = 18;
constexpr int gap = 10;

const std::array<plugin::LearnAs, 3> kinds{ plugin::LearnAs::noise, plugin::LearnAs::newSource,
                                            plugin::LearnAs::newDictionary };

/** What is typed becomes a name of a source, letter by letter; a '-' may be last until more is typed. */
class SourceNameFilter : public juce::TextEditor::InputFilter
{
public:
    juce::String filterNewText (juce::TextEditor& editor, const juce::String& typed) override
    {
        juce::StringArray words;
        for (const auto& word : juce::StringArray::fromTokens (typed, " _-", {}))
            words.add (plugin::sourceNameFrom (word));
        const auto room = longestName - editor.getTotalNumChars() + editor.getHighlightedRegion().getLength();
        return words.joinIntoString ("-").substring (0, juce::jmax (0, room));
    }
};

juce::String clockText (double seconds)
{
    const int whole = juce::roundToInt (seconds);
    return whole < 60 ? juce::String (whole) + " s"
                      : juce::String (whole / 60) + " min " + juce::String (whole % 60) + " s";
}

juce::String trainingText (const plugin::LearnStatus& status)
{
    if (status.iteration == 0)
        return "reading";
    auto text = "iteration " + juce::String (status.iteration) + " of " + juce::String (status.numIterations);
    if (status.secondsLeft >= 1.0)
        text += dot() + "about " + clockText (status.secondsLeft) + " left";
    return text;
}
} // namespace

LearnPanel::LearnPanel (plugin::LearnModel& modelToTeach)
    : model (modelToTeach)
    , close ({}, FlatButton::Style::quiet, icons::Icon::close)
    , as ("learn_as", "Learn as", { "Noise", "New source", "New dictionary" },
          "Noise: the noise of the dictionary, attenuated and adaptive. New source: beside the others, or "
          "replacing the one of that name. New dictionary: this source alone. Nothing can be learned into "
          "unfolded dictionaries: use speech-plain to learn your noise.")
    , whyGrey ("why_no_learning", juce::Justification::centredRight)
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
    prepareFields();
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
    for (auto* child : std::initializer_list<juce::Component*>{ &as, &whyGrey, &name, &atoms, &colours,
                                                                &recordings, &from })
        addAndMakeVisible (child);
    addChildComponent (plot);
    as.onChange = [this] (int) { changed(); };
    colours.choose (3);
    changed();
}

void LearnPanel::prepareFields()
{
    name.setComponentID ("learn_name");
    name.setTitle ("Name of the source");
    name.setTooltip ("The name of the learned source, in any script; spaces become '-', as in hand-clap.");
    name.setInputFilter (new SourceNameFilter, true); // the editor owns it
    name.onTextChange = [this]
    {
        fonts::fitToText (name, fonts::body());
        changed();
    };
    atoms.setComponentID ("learn_atoms");
    atoms.setTitle ("Number of atoms");
    atoms.setTooltip (
        "The number of spectra that describe the sound: more are finer but take more CPU time.\n1 to " +
        juce::String (maxLearnedAtoms) + "; default " + juce::String (plugin::LearnOptions{}.numAtoms) + ".");
    atoms.setInputRestrictions (3, "0123456789");
    atoms.setText (juce::String (plugin::LearnOptions{}.numAtoms), false);
    atoms.onTextChange = [this] { changed(); };
    for (auto* field : { &name, &atoms })
    {
        field->setFont (fonts::body());
        field->setIndents (8, 0);
        field->setJustification (juce::Justification::centredLeft);
        field->setSelectAllWhenFocused (true);
    }
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
    const bool couldBeTaught = dictionary.name.isNotEmpty() && dictionary.canBeTaught;
    dictionary = current;
    const bool canBeTaught = dictionary.name.isNotEmpty() && dictionary.canBeTaught;
    as.offerOnly (canBeTaught ? juce::StringArray() : juce::StringArray{ "New dictionary" });
    whyGrey.say (canBeTaught                 ? juce::String()
                 : dictionary.name.isEmpty() ? "There is no dictionary to extend"
                                             : "Only a plain dictionary can be extended");
    if (! canBeTaught)
        as.choose (2);
    else if (! couldBeTaught)
        as.choose (0);
    colours.choose (1 + static_cast<int> (dictionary.sources.size()) % numSourceColours);
    changed();
    poll();
}

plugin::LearnOptions LearnPanel::options() const
{
    plugin::LearnOptions chosen;
    chosen.from = static_cast<plugin::CaptureFrom> (from.chosen());
    chosen.as = kinds[static_cast<size_t> (as.chosen())];
    chosen.name =
        chosen.as == plugin::LearnAs::noise ? juce::String() : plugin::sourceNameFrom (name.getText());
    chosen.numAtoms = atoms.getText().getIntValue();
    chosen.colour = colours.chosen();
    return chosen;
}

bool LearnPanel::isComplete() const
{
    const auto chosen = options();
    return (chosen.as == plugin::LearnAs::noise || chosen.name.isNotEmpty()) && chosen.numAtoms >= 1 &&
           chosen.numAtoms <= maxLearnedAtoms;
}

void LearnPanel::changed()
{
    const bool isNamed = options().as != plugin::LearnAs::noise;
    name.setEnabled (isNamed);
    name.setAlpha (isNamed ? 1.0f : measures::disabledAlpha);
    name.setTextToShowWhenEmpty (isNamed ? "name it" : "noise", themeOf (*this).hintText);
    offerBeginning();
    repaint();
}

void LearnPanel::offerBeginning()
{
    begin.setEnabled (isComplete());
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
    plot.show (status, options().as == plugin::LearnAs::noise ? 2 : colours.chosen());
    offerBeginning();
    const auto words = captureText() + trainingText (status) + juce::String (recordings.numGood());
    if (std::exchange (shownWords, words) != words)
        changed();
}

void LearnPanel::showStage()
{
    const bool isIdle = status.stage == Stage::idle;
    const bool isTraining = status.stage == Stage::training;
    for (auto* part : std::initializer_list<juce::Component*>{ &begin, &files })
        part->setVisible (isIdle);
    for (auto* part : std::initializer_list<juce::Component*>{ &as, &name, &atoms, &colours, &from })
        part->setEnabled (isIdle);
    atoms.setAlpha (isIdle ? 1.0f : measures::disabledAlpha);
    recordings.setVisible (! isTraining);
    from.setVisible (! isTraining);
    close.setVisible (true);
    finish.setVisible (status.stage == Stage::capturing);
    stop.setVisible (isTraining);
    plot.setVisible (isTraining);
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
    if (! isComplete())
        return "To start, give it a name and 1 to " + juce::String (maxLearnedAtoms) + " atoms.";
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

/** What was typed keeps its colour otherwise. */
void LearnPanel::lookAndFeelChanged()
{
    for (auto* field : { &name, &atoms })
        field->applyColourToAllText (themeOf (*this).text);
}

void LearnPanel::resized()
{
    auto area = getLocalBounds().reduced (measures::margin, 0);
    auto head = area.removeFromTop (40);
    close.setBounds (head.removeFromRight (measures::control)
                         .withSizeKeepingCentre (measures::control, measures::control)
                         .translated (6, 0));
    whyGrey.setBounds (area.removeFromTop (labelHeight).withTrimmedLeft (24));
    as.setBounds (area.removeFromTop (measures::control));
    area.removeFromTop (gap + labelHeight);
    auto row = area.removeFromTop (measures::control);
    atoms.setBounds (row.removeFromRight (64));
    row.removeFromRight (measures::unit);
    name.setBounds (row);
    area.removeFromTop (gap + labelHeight);
    colours.setBounds (area.removeFromTop (ColourRow::swatch)
                           .withWidth (juce::jmin (area.getWidth(), ColourRow::width + 40)));
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
    plot.setBounds (area.withTrimmedTop (labelHeight + 26).withTrimmedBottom (72));
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
                        : countOf (numGood, "file") + dot() + clockText (recordings.secondsInAll()));
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

void LearnPanel::paintTraining (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto head = plot.getBounds().withTop (plot.getY() - labelHeight - 22).withHeight (labelHeight).toFloat();
    graphics.setColour (theme.text);
    fonts::drawText (graphics, status.isFit ? "Fitting to the marks" : "Training", head, fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, trainingText (status), head, fonts::label());
    const auto bar = head.withTop (head.getBottom() + 8.0f).withHeight (4.0f);
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 2.0f);
    graphics.setColour (theme.source (options().as == plugin::LearnAs::noise ? 2 : colours.chosen()));
    graphics.fillRoundedRectangle (bar.withWidth (bar.getWidth() * static_cast<float> (status.progress)),
                                   2.0f);
    auto below =
        plot.getBounds().toFloat().withTop (static_cast<float> (plot.getBottom()) + 6.0f).withHeight (18.0f);
    const auto line = [&] (const juce::String& what, double divergence)
    {
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, what, below, fonts::body());
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, juce::String (divergence, 3), below, fonts::value());
    };
    line ("Divergence per bin", status.divergence);
    if (! status.heldOutByIteration.empty())
    {
        below = below.translated (0.0f, 20.0f);
        line ("Of sound kept back (dashed)", static_cast<double> (status.heldOutByIteration.back()));
    }
    fonts::drawParagraph (graphics, "You can keep playing: what plays is untouched until this is done.",
                          below.translated (0.0f, 22.0f).withHeight (34.0f), fonts::label(),
                          theme.secondText);
}

void LearnPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Learn a source", { 16.0f, 0.0f, 200.0f, 40.0f }, fonts::name());
    graphics.setColour (theme.secondText);
    const auto above = [&] (const juce::Component& part, const juce::String& text)
    {
        fonts::drawText (graphics, text,
                         part.getBounds().withHeight (labelHeight).translated (0, -labelHeight).toFloat(),
                         fonts::label());
    };
    above (as, "As");
    above (name, "Name");
    above (atoms, "Atoms");
    above (colours, "Colour");
    if (status.stage == Stage::training)
        paintTraining (graphics);
    else
        paintIdle (graphics);
}

} // namespace unbraid::editor
