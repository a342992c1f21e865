// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** A switch that is a parameter: a name, below it the switch and the parameter's own text for its state. */
class ParameterToggle : public juce::Button
{
public:
    static constexpr int height = 56;

    /** purpose  what it does for the sound, a sentence
        [message] */
    ParameterToggle (juce::RangedAudioParameter& parameter, const juce::String& name,
                     const juce::String& purpose);

    void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override;

private:
    juce::RangedAudioParameter& parameter;
    juce::String name;
    juce::ButtonParameterAttachment attachment;
};

} // namespace unbraid::editor
