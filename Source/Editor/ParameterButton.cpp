// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/ParameterButton.h"

#include "Editor/Palette.h"
#include "Editor/ParameterHint.h"

namespace unbraid::editor
{

ParameterButton::ParameterButton (juce::RangedAudioParameter& parameterToShow, const juce::String& name,
                                  const juce::String& purpose, Lit litWhen)
    : juce::TextButton (name)
    , parameter (parameterToShow)
    , face (name)
    , lit (litWhen)
    , attachment (parameterToShow, *this)
{
    introduce (*this, parameter, purpose);
    setClickingTogglesState (true);
    setMouseClickGrabsKeyboardFocus (false);
    if (lit == Lit::whenOff)
    {
        setColour (buttonColourId, palette::on);
        setColour (textColourOffId, palette::onText);
        setColour (buttonOnColourId, palette::control);
        setColour (textColourOnId, palette::text);
    }
    ParameterButton::buttonStateChanged();
}

void ParameterButton::buttonStateChanged()
{
    if (lit == Lit::whenOff)
        setButtonText (face + " " + parameter.getText (getToggleState() ? 1.0f : 0.0f, maxTextLength));
}

} // namespace unbraid::editor
