// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A control with its name above it. A slider fills the cell, so that its value stands beside the name. */
class Cell : public juce::Component
{
public:
    /** The control must outlive the cell. [message] */
    Cell (const juce::String& name, juce::Component& control);

    void resized() override;

private:
    juce::Component& control;
    juce::Label caption;
};

/** Places cells beside each other in a row, in the given proportions; null leaves its place empty. [message] */
void placeInRow (juce::Rectangle<int> row, int gap,
                 std::initializer_list<std::pair<juce::Component*, int>> cells);

} // namespace unbraid::editor
