// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/FilePlayer.h"

namespace unbraid::app
{

/** The file player's buttons, its place in the file, and the file's name. */
class PlayerControls : public juce::Component
{
public:
    /** player  must outlive the controls. [message] */
    explicit PlayerControls (live::FilePlayer& filePlayer);

    /** [message] */
    void show (const live::FilePlayer::Status& status);

    void resized() override;

private:
    void chooseFile();
    void togglePlaying();

    live::FilePlayer& player;
    juce::TextButton openButton, playButton;
    juce::Label name, time;
    juce::Slider position;
    std::unique_ptr<juce::FileChooser> chooser;
    juce::File lastFolder;
};

} // namespace unbraid::app
