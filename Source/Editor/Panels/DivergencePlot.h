// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** How the divergence of a training falls, iteration by iteration, in the colour of its source; that of the sound kept
    back, dashed. */
class DivergencePlot : public juce::Component
{
public:
    /** [message] */
    DivergencePlot();

    /** [message] */
    void show (const plugin::LearnStatus& status, int colour);

    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    [[nodiscard]] juce::Path curveOf (const std::vector<float>& points, juce::Rectangle<float> area,
                                      float top) const;

    std::vector<float> values, heldOut;
    int numIterations = 0;
    int colour = 1;
};

} // namespace unbraid::editor
