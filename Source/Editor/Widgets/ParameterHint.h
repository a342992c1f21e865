// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** Longest name and text that a parameter is asked for. */
constexpr int maxTextLength = 64;

/** The tooltip of a parameter's control: what it does for the sound, then range and default in its own text.
    [message] */
juce::String hintFor (const juce::RangedAudioParameter& parameter, const juce::String& purpose);

/** Gives a control the parameter's id, name and tooltip. [message] */
template <class Control>
void introduce (Control& control, const juce::RangedAudioParameter& parameter, const juce::String& purpose)
{
    control.setComponentID (parameter.getParameterID());
    control.setTitle (parameter.getName (maxTextLength));
    control.setTooltip (hintFor (parameter, purpose));
}

} // namespace unbraid::editor
