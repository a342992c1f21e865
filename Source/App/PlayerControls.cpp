// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/PlayerControls.h"

#include "Editor/Palette.h"

namespace unbraid::app
{

namespace
{
namespace palette = editor::palette;

constexpr int openWidth = 104;
constexpr int playWidth = 64;
constexpr int timeWidth = 80;

juce::String clockTime (double seconds)
{
    const int whole = static_cast<int> (seconds);
    return juce::String (whole / 60) + ":" + juce::String (whole % 60).paddedLeft ('0', 2);
}
} // namespace

PlayerControls::PlayerControls (live::FilePlayer& filePlayer)
    : player (filePlayer)
    , openButton ("Open file...")
    , playButton ("Play")
    , position (juce::Slider::LinearHorizontal, juce::Slider::NoTextBox)
{
    openButton.setTooltip ("Plays a sound file in place of the microphone, again and again.");
    openButton.onClick = [this] { chooseFile(); };
    playButton.setTooltip ("Stop: the microphone is heard again.");
    playButton.onClick = [this] { togglePlaying(); };
    position.setTitle ("Place in the file");
    position.setScrollWheelEnabled (false);
    position.onValueChange = [this] { player.seek (position.getValue()); };
    time.setJustificationType (juce::Justification::centredRight);
    for (auto* label : { &name, &time })
    {
        label->setFont (label->getFont().withHeight (palette::captionType));
        label->setColour (juce::Label::textColourId, palette::secondText);
        label->setBorderSize ({});
        label->setMinimumHorizontalScale (1.0f);
    }
    for (auto* child :
         std::initializer_list<juce::Component*>{ &openButton, &playButton, &name, &time, &position })
        addAndMakeVisible (child);
    show ({});
}

void PlayerControls::show (const live::FilePlayer::Status& status)
{
    const bool hasSound = status.seconds > 0.0;
    playButton.setEnabled (hasSound);
    playButton.setButtonText (status.isPlaying ? "Stop" : "Play");
    position.setEnabled (hasSound);
    position.setRange (0.0, hasSound ? status.seconds : 1.0);
    if (! position.isMouseButtonDown())
        position.setValue (status.positionSeconds, juce::dontSendNotification);
    name.setText (status.isLoading ? "Reading the file"
                  : hasSound       ? juce::String (status.file.filename().string())
                                   : "No file",
                  juce::dontSendNotification);
    name.setTooltip (status.file.string());
    time.setText (hasSound ? clockTime (status.positionSeconds) + " / " + clockTime (status.seconds) : "",
                  juce::dontSendNotification);
}

void PlayerControls::togglePlaying()
{
    if (player.status().isPlaying)
        player.stop();
    else
        player.play();
    show (player.status());
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
                              show (player.status());
                          });
}

void PlayerControls::resized()
{
    auto area = getLocalBounds();
    const auto middle = [] (juce::Rectangle<int> place)
    { return place.withSizeKeepingCentre (place.getWidth(), palette::controlHeight); };
    openButton.setBounds (middle (area.removeFromLeft (openWidth)));
    area.removeFromLeft (palette::unit);
    playButton.setBounds (middle (area.removeFromLeft (playWidth)));
    area.removeFromLeft (palette::margin);
    auto words = area.withSizeKeepingCentre (area.getWidth(), 2 * palette::captionHeight);
    auto names = words.removeFromTop (palette::captionHeight);
    time.setBounds (names.removeFromRight (timeWidth));
    name.setBounds (names);
    position.setBounds (words);
}

} // namespace unbraid::app
