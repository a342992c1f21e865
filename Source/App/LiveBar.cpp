// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/LiveBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Widgets/OwnedMenu.h"

namespace unbraid::app
{

namespace
{
namespace measures = editor::measures;
using Stage = live::LiveSession::Stage;
using editor::FlatButton;

constexpr int levelWidth = 112;
constexpr int lineHeight = 16;
constexpr int wideFrom = 900;                                       // and above: the player with its words
constexpr int slowPolls = editor::ShowingTimer::ticksPerSecond / 3; // as often as words can be read

juce::String milliseconds (double ms)
{
    return juce::String (juce::roundToInt (ms)) + " ms";
}
} // namespace

LiveBar::LiveBar (live::LiveSession& liveSession)
    : session (liveSession)
    , devicesButton ("Devices...", FlatButton::Style::normal, editor::icons::Icon::microphone)
    , setUpButton ("Set up...", FlatButton::Style::quiet)
    , recordButton ("Record", FlatButton::Style::quiet)
    , player (session)
    , ring (*this)
    , timer (*this, [this] { poll(); })
{
    devicesButton.introduce ("devices", "Sound devices", "Choose the microphone and the output.");
    devicesButton.onClick = [this] { onDevices(); };
    setUpButton.introduce ("set_up", "Set up", "Levels, a test tone, and your voice before and after.");
    setUpButton.onClick = [this] { onSetUp(); };
    recordButton.onClick = [this] { offerRecording(); };
    showRecording();
    level.setComponentID ("level_in");
    level.setTitle ("Level of the input");
    level.setTooltip ("Input level: the microphone, or the file while it plays.");
    addText (deviceText, "device");
    addText (timingText, "timing");
    addText (levelName, "level_name");
    levelName.setText ("Microphone", juce::dontSendNotification);
    for (auto* child : std::initializer_list<juce::Component*>{ &devicesButton, &setUpButton, &recordButton,
                                                                &level, &player })
        addAndMakeVisible (child);
    int stop = 0; // their tops differ
    for (auto* part :
         std::initializer_list<juce::Component*>{ &devicesButton, &setUpButton, &recordButton, &player })
        part->setExplicitFocusOrder (++stop);
    ring.toFront (false);
    session.addChangeListener (this);
    applyTheme();
    changeListenerCallback (nullptr);
}

LiveBar::~LiveBar()
{
    session.removeChangeListener (this);
}

void LiveBar::addText (juce::Label& label, const juce::String& id)
{
    label.setComponentID (id);
    label.setFont (editor::fonts::label());
    label.setBorderSize ({});
    label.setMinimumHorizontalScale (1.0f);
    addAndMakeVisible (label);
}

void LiveBar::applyTheme()
{
    const auto& theme = editor::themeOf (*this);
    deviceText.setColour (juce::Label::textColourId, theme.text);
    for (auto* label : { &timingText, &levelName })
        label->setColour (juce::Label::textColourId, theme.secondText);
}

void LiveBar::changeListenerCallback (juce::ChangeBroadcaster*)
{
    deviceText.setText (session.stage() == Stage::running ? session.deviceNames() : "No sound device",
                        juce::dontSendNotification);
    pollSlowly();
}

void LiveBar::poll()
{
    auto& sides = session.engine().inputSides;
    level.show (sides[0].take(), sides[1].take());
    ring.follow();
    if (numPolls++ % slowPolls == 0)
        pollSlowly();
}

std::optional<double> LiveBar::inToOutMs() const
{
    const auto devices = session.deviceLatencyMs();
    if (session.stage() != Stage::running || ! devices)
        return std::nullopt;
    return session.processorLatencyMs() + *devices;
}

bool LiveBar::showsTiming() const
{
    return timingText.isVisible() &&
           static_cast<float> (timingText.getWidth()) >=
               editor::fonts::widthOf (timingText.getText(), editor::fonts::label());
}

void LiveBar::pollSlowly()
{
    showTiming();
    const auto status = session.player().status();
    player.poll();
    levelName.setText (status.isPlaying ? "File" : "Microphone", juce::dontSendNotification);
    showRecording();
    const auto exportError = player.exportError();
    if (onFileError != nullptr)
        onFileError (! status.error.empty()        ? juce::String (status.error)
                     : recordingError.isNotEmpty() ? recordingError
                                                   : exportError);
}

void LiveBar::showTiming()
{
    juce::String words, help;
    const bool isRunning = session.stage() == Stage::running;
    deviceText.setTooltip (isRunning ? session.inputInUse() + "\nto " + session.outputInUse()
                                     : session.description());
    if (isRunning)
    {
        const double ours = session.processorLatencyMs();
        const auto devices = session.deviceLatencyMs();
        words = (devices ? milliseconds (ours + *devices) + " in to out" : juce::String ("measuring")) +
                editor::dot() + session.deviceFormat();
        help = devices ? "From microphone to loudspeaker: " + milliseconds (ours) + " Unbraid, " +
                             milliseconds (*devices) + " the device."
                       : "The latency from microphone to loudspeaker is being measured.";
    }
    timingText.setText (words, juce::dontSendNotification);
    timingText.setTooltip (help);
}

/** Starts recording, or ends it. */
void LiveBar::offerRecording()
{
    auto& recorder = session.engine().recorder;
    if (recorder.status().isRecording)
    {
        noteRecording (recorder.stop());
        if (onRecording != nullptr && recordingError.isEmpty())
            onRecording (juce::File (recorder.status().file.string()));
        return;
    }
    juce::PopupMenu menu;
    for (const bool hasSources : { false, true })
        for (const char* ending : { "flac", "wav" })
            menu.addItem (juce::String (hasSources ? "The mix and each source" : "The mix") + ", as " +
                              juce::String (ending).toUpperCase(),
                          editor::whileAlive (*this, [hasSources, ending] (LiveBar& bar)
                                              { bar.startRecording (ending, hasSources); }));
    menu.showMenuAsync (editor::menuOptions (*this, recordButton));
}

/** A file of its own in the music folder, named by the time. */
void LiveBar::startRecording (const juce::String& ending, bool hasSources)
{
    const auto folder =
        juce::File::getSpecialLocation (juce::File::userMusicDirectory).getChildFile ("Unbraid");
    const auto name = juce::Time::getCurrentTime().formatted ("%Y-%m-%d %H.%M.%S") + "." + ending;
    folder.createDirectory(); // if it cannot be, the recorder says so
    if (onRecording != nullptr)
        onRecording ({});
    noteRecording (session.record (folder.getChildFile (name).getFullPathName().toStdString(), hasSources));
}

void LiveBar::noteRecording (const core::Status& done)
{
    recordingError = done.ok() ? juce::String() : juce::String (done.error().message());
    pollSlowly();
}

/** The clock of the recording on its button, and where it goes in the tooltip. */
void LiveBar::showRecording()
{
    const auto status = session.engine().recorder.status();
    const int seconds = static_cast<int> (status.seconds);
    const auto clock = juce::String (seconds / 60) + ":" + juce::String (seconds % 60).paddedLeft ('0', 2);
    const juce::String file (status.file.string());
    const auto face = status.isRecording ? "Stop " + clock : juce::String ("Record");
    if (recordButton.getButtonText() != face)
    {
        recordButton.setButtonText (face);
        resized();
    }
    recordButton.introduce ("record", status.isRecording ? "Stop the recording" : "Record",
                            status.isRecording ? "Records the cleaned sound to " + file + "."
                            : file.isNotEmpty()
                                ? "Records the cleaned sound. The last recording: " + file + "."
                                : juce::String ("Records the cleaned sound into your music folder."));
    if (! status.error.empty())
        recordingError = status.error;
}

void LiveBar::setHovered (bool shouldBe)
{
    isHovered = shouldBe;
    repaint();
}

void LiveBar::filesDropped (const juce::StringArray& files, int, int)
{
    setHovered (false);
    session.player().open (files[0].toStdString());
    pollSlowly();
}

void LiveBar::resized()
{
    auto row = getLocalBounds().reduced (measures::margin, 0);
    const auto middle = [] (juce::Rectangle<int> bounds, int itsHeight)
    { return bounds.withSizeKeepingCentre (bounds.getWidth(), itsHeight); };
    const bool isWide = getWidth() >= wideFrom;
    const auto place = [&] (FlatButton& button)
    { button.setBounds (middle (row.removeFromLeft (button.wantedWidth()), measures::control)); };
    place (devicesButton);
    row.removeFromLeft (measures::unit);
    place (setUpButton);
    row.removeFromLeft (measures::unit);
    place (recordButton);
    row.removeFromLeft (measures::margin);
    player.setBounds (row.removeFromRight (isWide ? PlayerControls::wideWidth : PlayerControls::narrowWidth));
    row.removeFromRight (measures::margin);
    const bool hasMeter = row.getWidth() >= levelWidth; // else what is below has one
    for (auto* part : std::initializer_list<juce::Component*>{ &level, &levelName, &deviceText, &timingText })
        part->setVisible (hasMeter);
    auto meter = middle (row.removeFromRight (juce::jmin (levelWidth, row.getWidth())), 2 * lineHeight);
    levelName.setBounds (meter.removeFromTop (lineHeight));
    level.setBounds (middle (meter, editor::LevelMeter::height));
    row.removeFromRight (measures::margin);
    auto words = middle (row, 2 * lineHeight);
    deviceText.setBounds (words.removeFromTop (lineHeight));
    timingText.setBounds (words);
}

void LiveBar::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    graphics.fillAll (theme.panel);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromBottom (measures::line));
    graphics.setColour (theme.text);
    if (isHovered)
        graphics.drawRect (getLocalBounds(), 2);
}

} // namespace unbraid::app
