// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/FirstRunPage.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
namespace icons = editor::icons;
namespace measures = editor::measures;
using editor::FlatButton;
using icons::Icon;

constexpr int headHeight = 48;
constexpr int left = 24, half = 328, right = 368; // of two columns
constexpr int boxTop = 272, boxHeight = 36;
constexpr int takeTop = 352, takeHeight = 96;
constexpr int rowTop = 460, rowHeight = 32;
constexpr int tooltipDelayMs = 600;
} // namespace

FirstRunPage::FirstRunPage (live::LiveSession& liveSession, std::function<void()> onDone)
    : session (liveSession)
    , skip ("Skip", FlatButton::Style::quiet)
    , microphone (liveSession, true)
    , output (liveSession, false)
    , tone ("Play a test tone", FlatButton::Style::normal, Icon::play)
    , stopFile ("Back to the microphone", FlatButton::Style::quiet)
    , side ("first_side", "What is played", { "Before", "After" },
            "Before: the microphone as it is. After: what Unbraid makes of it. The same five seconds.")
    , play ("Play", FlatButton::Style::normal, Icon::play)
    , record ("Record")
    , goLive ("Go live", FlatButton::Style::primary)
    , ring (*this)
    , tooltips (this, tooltipDelayMs)
    , timer (*this, [this] { pollNow(); })
{
    setComponentID ("first_run");
    setTitle ("Hear yourself without the noise");
    setWantsKeyboardFocus (true);
    introduceParts (onDone);
    connectTake();
    for (auto* child : std::initializer_list<juce::Component*>{ &skip, &microphone, &output, &level, &tone,
                                                                &picture, &side, &play, &record, &goLive })
        addAndMakeVisible (child);
    addChildComponent (stopFile);
    ring.toFront (false);
    session.addChangeListener (this);
    session.beginRehearsing();
    setSize (width, height);
    changeListenerCallback (nullptr);
}

FirstRunPage::~FirstRunPage()
{
    session.removeChangeListener (this);
    session.engine().rehearsal.end();
    session.engine().setHeardByOneself (false);
    session.endRehearsing();
}

void FirstRunPage::introduceParts (const std::function<void()>& onDone)
{
    skip.introduce ("first_skip", "Skip", "Closes this page; Set up... in the bar opens it again.");
    tone.introduce ("first_tone", "Play a test tone", "A soft tone of 440 Hz on the output for one second.");
    stopFile.introduce ("first_stop_file", "Back to the microphone", "Stops the file.");
    play.introduce ("first_play", "Play the recording", "Plays the five seconds in a loop.");
    record.introduce ("first_record", "Record five seconds", "Records five seconds of the microphone.");
    goLive.introduce ("first_live", "Go live", "Sends the microphone through Unbraid to the output.");
    skip.onClick = onDone;
    goLive.onClick = onDone;
    tone.onClick = [this] { session.engine().tone.play(); };
    stopFile.onClick = [this] { session.player().stop(); };
    for (auto* chooser : { &microphone, &output })
        chooser->onRefused = [this] (const juce::String& why) { refused = why; };
}

void FirstRunPage::connectTake()
{
    auto& rehearsal = session.engine().rehearsal;
    rehearsal.choose (true);
    side.choose (1, juce::dontSendNotification);
    side.onChange = [&rehearsal] (int index) { rehearsal.choose (index == 1); };
    play.onClick = [this, &rehearsal]
    {
        if (rehearsal.status().isPlaying)
            rehearsal.pause();
        else
            rehearsal.play();
        pollNow();
    };
    record.onClick = [this, &rehearsal]
    {
        rehearsal.record (session.processor().status().latencySamples());
        pollNow();
    };
}

void FirstRunPage::changeListenerCallback (juce::ChangeBroadcaster*)
{
    if (session.stage() != live::LiveSession::Stage::running)
        refused.clear();
    microphone.show();
    output.show();
    pollNow();
}

bool FirstRunPage::hasDictionary()
{
    return session.processor().dictionaries().playing().name.isNotEmpty();
}

juce::String FirstRunPage::notice()
{
    if (! hasDictionary())
        return "No dictionary is installed, so nothing is cleaned. Install all of Unbraid, or load a "
               "dictionary file.";
    if (session.stage() == live::LiveSession::Stage::missing)
        return editor::shownName (session.description()) + ". Waiting for it.";
    if (refused.isNotEmpty())
        return editor::shownName (refused);
    if (const auto error = session.player().status().error; ! error.empty())
        return editor::shownName (error);
    if (session.isOwnOutputMissing())
        return "There is no output of your own: nobody hears Play and the test tone.";
    if (session.isVirtualMicrophone())
        return "Choose Unbraid Microphone in the call. Play and the test tone sound on your default output.";
    if (session.canMakeMicrophone())
        return "Use headphones: loudspeakers feed back. For calls, choose Unbraid Microphone as the output.";
    return "With loudspeakers the microphone hears the output: use headphones.";
}

juce::String FirstRunPage::soundLine() const
{
    auto* device = session.devices().getCurrentAudioDevice();
    if (device == nullptr || session.stage() != live::LiveSession::Stage::running)
        return {};
    const auto deviceMs = session.deviceLatencyMs();
    return editor::rateText (device->getCurrentSampleRate()) + editor::dot() +
           juce::String (device->getCurrentBufferSizeSamples()) + " samples" + editor::dot() +
           (deviceMs ? juce::String (juce::roundToInt (session.processorLatencyMs() + *deviceMs)) + " ms"
                     : juce::String ("measuring"));
}

void FirstRunPage::pollNow()
{
    auto& engine = session.engine();
    level.show (engine.inputSides[0].take(), engine.inputSides[1].take());
    const auto file = session.player().status();
    engine.rehearsal.setHeld (! file.isPlaying || engine.isHeardByOthers()); // a file cannot howl
    engine.setHeardByOneself (file.isPlaying);
    stopFile.setVisible (file.isPlaying);
    if (const auto line = soundLine(); std::exchange (shownLine, line) != line)
        repaint();
    showTake (engine.rehearsal.status());
    if (const auto now = notice(); std::exchange (shownNotice, now) != now)
    {
        juce::AccessibilityHandler::postAnnouncement (
            now, juce::AccessibilityHandler::AnnouncementPriority::medium);
        repaint();
    }
    ring.follow();
}

void FirstRunPage::showTake (const live::Rehearsal::Status& status)
{
    picture.show (session.engine().rehearsal.take(), status);
    side.setEnabled (status.isReady);
    play.setEnabled (status.isReady);
    play.setButtonText (status.isPlaying ? "Pause" : "Play");
    play.setIcon (status.isPlaying ? Icon::pause : Icon::play);
    play.setTitle (status.isPlaying ? "Pause the recording" : "Play the recording");
    record.setEnabled (! status.isRecording && shownLine.isNotEmpty() && hasDictionary());
    record.setButtonText (status.isRecording ? "Recording" : status.isReady ? "Record again" : "Record");
    const auto line = status.isRecording || status.isReady
                          ? juce::String (status.recordedSeconds, 1) + " s recorded"
                          : juce::String();
    if (std::exchange (recordedLine, line) != line)
        repaint();
}

void FirstRunPage::setHovered (bool shouldBe)
{
    isHovered = shouldBe;
    repaint();
}

void FirstRunPage::filesDropped (const juce::StringArray& files, int, int)
{
    setHovered (false);
    session.player().open (files[0].toStdString());
}

/** Area of the content, in the middle of a larger window. */
juce::Rectangle<int> FirstRunPage::sheet() const
{
    return juce::Rectangle<int> (width, height).withCentre (getLocalBounds().getCentre());
}

void FirstRunPage::resized()
{
    const auto origin = sheet().getPosition();
    const auto put = [origin] (juce::Component& part, int x, int y, int itsWidth, int itsHeight)
    { part.setBounds (origin.x + x, origin.y + y, itsWidth, itsHeight); };
    put (skip, width - left - skip.wantedWidth() + 12, (headHeight - measures::control) / 2,
         skip.wantedWidth(), measures::control);
    put (microphone, left, 156, half, rowHeight);
    put (output, right, 156, half, rowHeight);
    put (level, left, 202, half, AimMeter::height);
    put (tone, right, 218, tone.wantedWidth(), measures::control);
    put (stopFile, left - 12, 242, stopFile.wantedWidth(), 24);
    put (picture, left, takeTop, width - 2 * left, takeHeight);
    put (side, left, rowTop, 176, rowHeight);
    put (play, 216, rowTop, 96, rowHeight);
    put (record, 320, rowTop, 104, rowHeight);
    put (goLive, width - left - 112, rowTop, 112, rowHeight);
}

void FirstRunPage::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    const auto origin = sheet().getPosition().toFloat();
    graphics.fillAll (theme.window);
    graphics.setColour (theme.panel);
    graphics.fillRect (0.0f, origin.y, static_cast<float> (getWidth()), static_cast<float> (headHeight));
    graphics.setColour (theme.line);
    graphics.fillRect (0.0f, origin.y + static_cast<float> (headHeight - 1), static_cast<float> (getWidth()),
                       1.0f);
    graphics.setColour (theme.control);
    const auto box = juce::Rectangle<int> (left, boxTop, width - 2 * left, boxHeight).toFloat() + origin;
    graphics.fillRoundedRectangle (box, measures::corner);
    paintWords (graphics, origin);
    paintLegend (graphics, origin);
    graphics.setColour (theme.text);
    const auto words = skip.getBounds().reduced (12, 0).toFloat();
    graphics.fillRect (words.getX(), words.getCentreY() + 9.0f, words.getWidth(), 1.0f);
    if (isHovered)
        graphics.drawRect (getLocalBounds(), 2);
}

void FirstRunPage::paintWords (juce::Graphics& graphics, juce::Point<float> origin)
{
    const auto& theme = editor::themeOf (*this);
    const auto at = [origin] (int x, int y, int itsWidth, int itsHeight)
    { return juce::Rectangle<int> (x, y, itsWidth, itsHeight).toFloat() + origin; };
    icons::draw (graphics, Icon::unbraid, at (16, 0, 16, headHeight), theme.text);
    icons::draw (graphics, Icon::warning, at (left + 12, boxTop, 16, boxHeight), theme.text);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Unbraid", at (40, 0, 100, headHeight), fonts::name());
    fonts::drawText (graphics, getTitle(), at (left, 66, 600, 28), fonts::title());
    fonts::drawText (graphics, "Before and after", at (left, 325, 200, 20), fonts::name());
    fonts::drawText (graphics, shownNotice, at (left + 38, boxTop, width - 2 * left - 50, boxHeight),
                     fonts::body());
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Choose where the sound comes in and goes out, then listen.",
                     at (left, 97, 600, 18), fonts::body());
    fonts::drawText (graphics, "Microphone", at (left, 135, half, 16), fonts::label());
    fonts::drawText (graphics, "Output", at (right, 135, half, 16), fonts::label());
    fonts::drawNumber (graphics, shownLine, at (right, 224, half, 16), fonts::label());
    fonts::drawNumber (graphics, recordedLine, at (left, 327, width - 2 * left, 16), fonts::label());
}

/** The names of what is kept and what is taken away. */
void FirstRunPage::paintLegend (juce::Graphics& graphics, juce::Point<float> origin)
{
    const auto& theme = editor::themeOf (*this);
    const auto sources = session.processor().dictionaries().playing().sources;
    const bool isPair = sources.size() == 2 && sources[0].isTarget;
    const std::array<juce::String, 2> names{
        isPair ? editor::shownName (sources[0].name) : juce::String ("Kept"),
        isPair ? editor::shownName (sources[1].name) : juce::String ("Taken away")
    };
    float x = origin.x + 446.0f;
    const float y = origin.y + static_cast<float> (rowTop);
    for (size_t index = 0; index < names.size(); ++index)
    {
        graphics.setColour (theme.source (static_cast<int> (index) + 1));
        graphics.fillRoundedRectangle (x, y + 10.0f, measures::chip, measures::chip, measures::chipCorner);
        graphics.setColour (theme.secondText);
        const float nameWidth = std::ceil (fonts::widthOf (names[index], fonts::label()));
        fonts::drawText (graphics, names[index],
                         { x + 17.0f, y, nameWidth + 2.0f, static_cast<float> (rowHeight) }, fonts::label());
        x += nameWidth + 28.0f;
    }
}

} // namespace unbraid::app
