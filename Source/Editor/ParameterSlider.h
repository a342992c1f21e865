// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A bar that is a parameter: dragged relatively, reset by a double-click, typed into at its value. */
class ParameterSlider : public juce::Slider
{
public:
    /** purpose    what it does for the sound, a sentence
        textWidth  of the value, in pixels
        [message] */
    ParameterSlider (juce::RangedAudioParameter& parameter, const juce::String& purpose, int textWidth);

private:
    juce::SliderParameterAttachment attachment;
};

} // namespace unbraid::editor
