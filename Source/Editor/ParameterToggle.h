// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A switch that is a parameter, with the parameter's own text for its state beside it. */
class ParameterToggle : public juce::ToggleButton
{
public:
    /** purpose  what it does for the sound, a sentence
        [message] */
    ParameterToggle (juce::RangedAudioParameter& parameter, const juce::String& purpose);

    void buttonStateChanged() override;

private:
    juce::RangedAudioParameter& parameter;
    juce::ButtonParameterAttachment attachment;
};

} // namespace unbraid::editor
