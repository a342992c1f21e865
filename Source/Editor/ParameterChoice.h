// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A box that is a parameter with named choices. Item n of the box is choice n, counted from zero. */
class ParameterChoice : public juce::ComboBox
{
public:
    /** purpose  what it does for the sound, a sentence
        [message] */
    ParameterChoice (juce::AudioParameterChoice& parameter, const juce::String& purpose);

    /** Greys the choices that are not among these; empty: none. [message] */
    void offerOnly (const juce::StringArray& choices);

private:
    juce::ComboBoxParameterAttachment attachment;
};

} // namespace unbraid::editor
