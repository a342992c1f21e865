// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Live/LiveSession.h"

namespace unbraid::app
{

/** The position in a file, as a bar to drag. Arrows go a second, Page ten. */
class PlaceBar : public juce::Slider
{
public:
    PlaceBar();

    void show (double positionSeconds, double lengthSeconds);
    bool keyPressed (const juce::KeyPress& key) override;
    void paint (juce::Graphics& graphics) override;
};

/** The file player's buttons, its position in the file, and the file's name; and the export of the file, with its progress. Where there
    is little room the buttons alone. */
class PlayerControls : public juce::Component
{
public:
    static constexpr int wideWidth = 384, narrowWidth = 148;

    /** session  must outlive the controls. [message] */
    explicit PlayerControls (live::LiveSession& session);

    /** Takes over how player and export stand. [message] */
    void poll();

    /** Why the newest export failed, or could not begin; empty: it did not. [message] */
    [[nodiscard]] juce::String exportError() const;

    void resized() override;
    void lookAndFeelChanged() override { applyTheme(); }
    void parentHierarchyChanged() override { applyTheme(); }

private:
    void chooseFile();
    void togglePlaying();
    void showExport (const live::FilePlayer::Status& status);
    void offerExport();
    void chooseOutput (bool hasSources);
    [[nodiscard]] juce::String nameText (const live::FilePlayer::Status& status) const;
    void applyTheme();

    live::LiveSession& session;
    live::FilePlayer& player;
    editor::FlatButton openButton, playButton, exportButton;
    juce::Label name, time;
    PlaceBar position;
    std::unique_ptr<juce::FileChooser> chooser;
    juce::File lastFolder;
    juce::String startError; // of the newest export
};

} // namespace unbraid::app
