// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/LearnFields.h"
#include "Editor/Panels/RecordingList.h"
#include "Editor/Panels/TrainingView.h"
#include "Editor/Widgets/FlatButton.h"

namespace unbraid::editor
{

/** Learning a source, from recordings or from what is playing: what is to be learned, then how it goes. What plays is never
    touched until the result is there, and undo brings it back. */
class LearnPanel : public juce::Component
{
public:
    /** [message] */
    explicit LearnPanel (plugin::LearnModel& model);

    void show (const plugin::DictionaryInfo& dictionary);

    /** A kit is to be learned. */
    void chooseKit() { fields.chooseKit(); }

    /** Asks how learning stands. */
    void poll();

    /** So many files hang over the window; 0: none. */
    void setNumHovering (int numFiles) { recordings.setNumHovering (numFiles); }

    std::function<void()> onClose;
    std::function<void()> onChooseFiles;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    void visibilityChanged() override { poll(); }

private:
    [[nodiscard]] plugin::LearnOptions options() const;
    void addButton (FlatButton& button, const juce::String& id, const juce::String& title,
                    const juce::String& hint, std::function<void()> click);
    void changed();
    void offerBeginning();
    void showStage();
    void start();
    [[nodiscard]] juce::String idleText() const;
    [[nodiscard]] juce::String captureText() const;
    void layOutMaterial (juce::Rectangle<int> area);
    void paintIdle (juce::Graphics& graphics);

    plugin::LearnModel& model;
    plugin::DictionaryInfo dictionary;
    plugin::LearnStatus status;
    juce::String shownWords; // of the status, when it was last drawn
    bool hasReference = false;
    int pollsInStage = 0;
    juce::Rectangle<int> fromRow;
    FlatButton close;
    LearnFields fields;
    RecordingList recordings;
    Segments from;
    ReasonText says;
    FlatButton begin, files, finish, stop, cancel;
    TrainingView training;
};

} // namespace unbraid::editor
