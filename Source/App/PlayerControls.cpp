// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/PlayerControls.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Widgets/OwnedMenu.h"

namespace unbraid::app
{

namespace
{
namespace fonts = editor::fonts;
namespace measures = editor::measures;
using editor::icons::Icon;

constexpr int playWidth = 76;
constexpr int timeWidth = 72;
constexpr int lineHeight = 16;

/** Only its beginning is played. */
bool isCut (const live::FilePlayer::Status& status)
{
    return status.fileSeconds > status.seconds + 1.0;
}
} // namespace

PlaceBar::PlaceBar()
    : juce::Slider (juce::Slider::LinearHorizontal, juce::Slider::NoTextBox)
{
    setTitle ("Place in the file");
    setTooltip ("Drag to another position in the file.");
    setScrollWheelEnabled (false);
    setWantsKeyboardFocus (true);
    setMouseClickGrabsKeyboardFocus (false);
    textFromValueFunction = [this] (double value)
    { return editor::clockTime (value) + " of " + editor::clockTime (getMaximum()); };
}

void PlaceBar::show (double positionSeconds, double lengthSeconds)
{
    setEnabled (lengthSeconds > 0.0);
    setRange (0.0, lengthSeconds > 0.0 ? lengthSeconds : 1.0);
    if (! isMouseButtonDown())
        setValue (positionSeconds, juce::dontSendNotification);
}

bool PlaceBar::keyPressed (const juce::KeyPress& key)
{
    const auto is = [&key] (int code) { return key == juce::KeyPress (code); };
    const double step = is (juce::KeyPress::leftKey)       ? -1.0
                        : is (juce::KeyPress::rightKey)    ? 1.0
                        : is (juce::KeyPress::pageDownKey) ? -10.0
                        : is (juce::KeyPress::pageUpKey)   ? 10.0
                        : is (juce::KeyPress::homeKey)     ? -getMaximum()
                                                           : 0.0;
    if (juce::approximatelyEqual (step, 0.0))
        return false;
    setValue (getValue() + step, juce::sendNotificationSync);
    return true;
}

void PlaceBar::paint (juce::Graphics& graphics)
{
    const auto& theme = editor::themeOf (*this);
    const float alpha = isEnabled() ? 1.0f : measures::disabledAlpha;
    const auto line =
        getLocalBounds().toFloat().withSizeKeepingCentre (static_cast<float> (getWidth()), 3.0f);
    const float x = line.getWidth() * static_cast<float> (getValue() / getMaximum());
    graphics.setColour (theme.track.withMultipliedAlpha (alpha));
    graphics.fillRect (line);
    if (! isEnabled())
        return;
    graphics.setColour (theme.fill);
    graphics.fillRect (line.withWidth (x));
    graphics.setColour (theme.text);
    graphics.fillRoundedRectangle (juce::jlimit (0.0f, line.getWidth() - 8.0f, x - 4.0f),
                                   line.getCentreY() - 6.0f, 8.0f, 12.0f, 2.0f);
}

PlayerControls::PlayerControls (live::LiveSession& liveSession)
    : session (liveSession)
    , player (session.player())
    , openButton ("", editor::FlatButton::Style::normal, Icon::file)
    , playButton ("Play", editor::FlatButton::Style::normal, Icon::play)
    , exportButton ("", editor::FlatButton::Style::normal, Icon::drop)
{
    openButton.introduce (
        "player_open", "Open a sound file",
        "Plays a sound file in a loop instead of the microphone. You can also drop a file here.");
    openButton.onClick = [this] { chooseFile(); };
    playButton.introduce ("player_play", "Play the file",
                          "Plays the file instead of the microphone. Pause returns to the microphone.");
    playButton.onClick = [this] { togglePlaying(); };
    exportButton.onClick = [this] { offerExport(); };
    position.setComponentID ("player_place");
    position.onValueChange = [this] { player.seek (position.getValue()); };
    time.setJustificationType (juce::Justification::centredRight);
    for (auto* label : { &name, &time })
    {
        label->setFont (fonts::label());
        label->setBorderSize ({});
        label->setMinimumHorizontalScale (1.0f);
    }
    for (auto* child : std::initializer_list<juce::Component*>{ &openButton, &playButton, &exportButton,
                                                                &name, &time, &position })
        addAndMakeVisible (child);
    int stop = 0;
    for (auto* part :
         std::initializer_list<juce::Component*>{ &openButton, &playButton, &exportButton, &position })
        part->setExplicitFocusOrder (++stop);
    poll();
}

void PlayerControls::applyTheme()
{
    for (auto* label : { &name, &time })
        label->setColour (juce::Label::textColourId, editor::themeOf (*this).secondText);
}

void PlayerControls::poll()
{
    const auto status = player.status();
    const bool hasSound = status.seconds > 0.0;
    playButton.setEnabled (hasSound);
    playButton.setButtonText (status.isPlaying ? "Pause" : "Play");
    playButton.setIcon (status.isPlaying ? Icon::pause : Icon::play);
    playButton.setTitle (status.isPlaying ? "Pause the file" : "Play the file");
    position.show (status.positionSeconds, status.seconds);
    name.setText (nameText (status), juce::dontSendNotification);
    name.setTooltip (juce::String (status.file.string()) +
                     (isCut (status)
                          ? "\nThe first " + editor::clockTime (status.seconds) + " of " +
                                editor::clockTime (status.fileSeconds) + " play. An export cleans all of it."
                          : juce::String()) +
                     (status.oddity.empty() ? juce::String() : "\nThe file " + juce::String (status.oddity)));
    showExport (status);
    time.setText (hasSound ? editor::clockTime (status.positionSeconds) + " / " +
                                 editor::clockTime (status.seconds)
                           : "",
                  juce::dontSendNotification);
    resized();
}

juce::String PlayerControls::nameText (const live::FilePlayer::Status& status) const
{
    const auto exported = session.exporter().status();
    if (exported.isRunning)
        return "Exporting: " + juce::String (juce::roundToInt (100.0 * exported.share)) + " %";
    if (status.isLoading)
        return "Reading the file";
    if (! exported.output.empty())
        return "Exported " + juce::String (exported.output.filename().string());
    if (status.seconds == 0.0)
        return "No file: open one or drop it here";
    const juce::String file (status.file.filename().string());
    return (isCut (status) ? "The beginning of " + file : file) +
           (status.oddity.empty() ? juce::String() : ", which " + juce::String (status.oddity));
}

void PlayerControls::showExport (const live::FilePlayer::Status& status)
{
    const bool isRunning = session.exporter().status().isRunning;
    exportButton.setEnabled (isRunning || status.seconds > 0.0);
    exportButton.setIcon (isRunning ? Icon::close : Icon::drop);
    exportButton.introduce ("player_export", isRunning ? "Cancel the export" : "Export the file",
                            isRunning ? "Cancels the export and leaves nothing behind."
                            : status.seconds > 0.0
                                ? "Exports the whole file, cleaned with the current settings."
                                : "Exports a cleaned file: open a file first.");
}

juce::String PlayerControls::exportError() const
{
    return startError.isNotEmpty() ? startError : juce::String (session.exporter().status().error);
}

/** Exports a file; while that runs, cancels it. */
void PlayerControls::offerExport()
{
    if (session.exporter().status().isRunning)
    {
        session.exporter().cancel();
        return poll();
    }
    juce::PopupMenu menu;
    const auto choose = [this] (bool hasSources)
    {
        return editor::whileAlive (*this, [hasSources] (PlayerControls& controls)
                                   { controls.chooseOutput (hasSources); });
    };
    menu.addItem ("Export the mix...", choose (false));
    menu.addItem ("Export the mix and each source...", choose (true));
    menu.showMenuAsync (editor::menuOptions (*this, exportButton));
}

void PlayerControls::chooseOutput (bool hasSources)
{
    const juce::File opened (player.status().file.string());
    chooser = std::make_unique<juce::FileChooser> (
        "Export to a FLAC or WAV file",
        opened.getSiblingFile (opened.getFileNameWithoutExtension() + " clean.flac"), "*.flac;*.wav");
    chooser->launchAsync (juce::FileBrowserComponent::saveMode | juce::FileBrowserComponent::canSelectFiles |
                              juce::FileBrowserComponent::warnAboutOverwriting,
                          [this, hasSources] (const juce::FileChooser& done)
                          {
                              const auto file = done.getResult();
                              if (file == juce::File())
                                  return;
                              const auto started = session.exportFile (
                                  file.withFileExtension (file.hasFileExtension ("wav") ? "wav" : "flac")
                                      .getFullPathName()
                                      .toStdString(),
                                  hasSources);
                              startError = started.ok() ? juce::String() : started.error().message();
                              poll();
                          });
}

void PlayerControls::togglePlaying()
{
    if (player.status().isPlaying)
        player.stop();
    else
        player.play();
    poll();
}

void PlayerControls::chooseFile()
{
    chooser = std::make_unique<juce::FileChooser> ("A sound file to play", lastFolder,
                                                   "*.wav;*.flac;*.ogg;*.opus;*.mp3;*.aif;*.aiff;*.caf");
    chooser->launchAsync (juce::FileBrowserComponent::openMode | juce::FileBrowserComponent::canSelectFiles,
                          [this] (const juce::FileChooser& done)
                          {
                              const auto file = done.getResult();
                              if (file == juce::File())
                                  return;
                              lastFolder = file.getParentDirectory();
                              player.open (file.getFullPathName().toStdString());
                              poll();
                          });
}

void PlayerControls::resized()
{
    auto area = getLocalBounds();
    const auto middle = [] (juce::Rectangle<int> bounds)
    { return bounds.withSizeKeepingCentre (bounds.getWidth(), measures::control); };
    openButton.setBounds (middle (area.removeFromLeft (measures::control)));
    area.removeFromLeft (measures::unit);
    playButton.setBounds (middle (area.removeFromLeft (playWidth)));
    area.removeFromLeft (measures::unit);
    exportButton.setBounds (middle (area.removeFromLeft (measures::control)));
    area.removeFromLeft (measures::margin);
    for (auto* part : std::initializer_list<juce::Component*>{ &name, &time, &position })
        part->setVisible (getWidth() >= wideWidth);
    auto words = area.withSizeKeepingCentre (area.getWidth(), 2 * lineHeight);
    auto names = words.removeFromTop (lineHeight);
    if (time.getText().isNotEmpty())
        time.setBounds (names.removeFromRight (timeWidth));
    name.setBounds (names);
    position.setBounds (words);
}

} // namespace unbraid::app
