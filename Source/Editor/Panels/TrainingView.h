// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panels/DivergencePlot.h"
#include "Editor/Widgets/ReasonText.h"

namespace unbraid::editor
{

/** How a training goes: its progress, the divergence so far and its curve. */
class TrainingView : public juce::Component
{
public:
    /** [message] */
    TrainingView();

    /** colour  of the source that is learned */
    void show (const plugin::LearnStatus& status, int colour);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void paintProgress (juce::Graphics& graphics);
    void paintFigures (juce::Graphics& graphics);

    plugin::LearnStatus status;
    int colour = 0;
    int shownIteration = -1; // when it was last drawn
    DivergencePlot plot;
    ReasonText progress, goesOn;
};

} // namespace unbraid::editor
