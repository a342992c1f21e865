// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A button that is a switch parameter: inverted while the switch stands apart from what is usual. */
class ParameterButton : public juce::TextButton
{
public:
    /** Which state is inverted. Inverted while off, it also says its state, or the light would be misread. */
    enum class Lit
    {
        whenOn,
        whenOff
    };

    /** face     what is written on it
        purpose  what it does for the sound, a sentence
        [message] */
    ParameterButton (juce::RangedAudioParameter& parameter, const juce::String& face,
                     const juce::String& purpose, Lit lit = Lit::whenOn);

    void buttonStateChanged() override;

private:
    juce::RangedAudioParameter& parameter;
    juce::String face;
    Lit lit;
    juce::ButtonParameterAttachment attachment;
};

} // namespace unbraid::editor
