// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Live/FilePlayer.h"

namespace unbraid::app
{

/** The place in a file, as a bar to drag. Arrows go a second, Page ten. */
class PlaceBar : public juce::Slider
{
public:
    PlaceBar();

    void show (double positionSeconds, double lengthSeconds);
    bool keyPressed (const juce::KeyPress& key) override;
    void paint (juce::Graphics& graphics) override;
};

/** The file player's buttons, its place in the file, and the file's name; where there is little room the buttons alone. */
class PlayerControls : public juce::Component
{
public:
    static constexpr int wideWidth = 348, narrowWidth = 112;

    /** player  must outlive the controls. [message] */
    explicit PlayerControls (live::FilePlayer& filePlayer);

    /** [message] */
    void show (const live::FilePlayer::Status& status);

    void resized() override;
    void lookAndFeelChanged() override { applyTheme(); }
    void parentHierarchyChanged() override { applyTheme(); }

private:
    void chooseFile();
    void togglePlaying();
    void applyTheme();

    live::FilePlayer& player;
    editor::FlatButton openButton, playButton;
    juce::Label name, time;
    PlaceBar position;
    std::unique_ptr<juce::FileChooser> chooser;
    juce::File lastFolder;
};

} // namespace unbraid::app
