// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/MixStrip.h"

#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

MixStrip::MixStrip()
    : level ("mix_level", "Mix", "Peak level of the output.")
{
    setComponentID ("mix");
    addAndMakeVisible (level);
}

void MixStrip::poll (plugin::Meters& meters)
{
    const auto [left, right] = meters.mix.takeSides();
    level.show (left, right);
}

void MixStrip::resized()
{
    level.setBounds (getLocalBounds()
                         .reduced (measures::margin, 0)
                         .withSizeKeepingCentre (getWidth() - 2 * measures::margin, ScaledLevel::height));
}

void MixStrip::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.panel);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromTop (measures::line));
}

} // namespace unbraid::editor
