// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/ParameterToggle.h"

#include "Editor/ParameterHint.h"

namespace unbraid::editor
{

ParameterToggle::ParameterToggle (juce::RangedAudioParameter& parameterToShow, const juce::String& purpose)
    : parameter (parameterToShow)
    , attachment (parameterToShow, *this)
{
    introduce (*this, parameter, purpose);
    setMouseClickGrabsKeyboardFocus (false);
    ParameterToggle::buttonStateChanged();
}

void ParameterToggle::buttonStateChanged()
{
    setButtonText (parameter.getText (getToggleState() ? 1.0f : 0.0f, maxTextLength));
}

} // namespace unbraid::editor
