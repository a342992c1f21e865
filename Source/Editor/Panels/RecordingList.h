// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"
#include "Plugin/Model/LearnModel.h"

namespace unbraid::editor
{

/** The recordings to learn from: a place to drop them while there are none, then a row each, the refused with their reason. */
class RecordingList : public juce::Component
{
public:
    /** [message] */
    explicit RecordingList (plugin::LearnModel& model);
    ~RecordingList() override;

    /** Asks the model for its list. */
    void poll();

    /** How many are on the list that are not refused, and how long they are together. */
    [[nodiscard]] int numGood() const;
    [[nodiscard]] double secondsInAll() const;
    [[nodiscard]] bool isEmpty() const noexcept { return recordings.empty(); }

    /** Files hang over the window; 0: none do. */
    void setNumHovering (int numFiles);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    class Row;
    void paintDropZone (juce::Graphics& graphics);
    void paintInvitation (juce::Graphics& graphics, juce::Rectangle<float> area, bool isOver);

    plugin::LearnModel& model;
    std::vector<plugin::RecordingInfo> recordings;
    juce::OwnedArray<Row> rows;
    juce::Component content;
    juce::Viewport viewport;
    int numHovering = 0;
};

} // namespace unbraid::editor
