// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ParameterHint.h"

namespace unbraid::editor
{

namespace
{
juce::String textAt (const juce::RangedAudioParameter& parameter, float value)
{
    return parameter.getText (value, maxTextLength);
}

juce::String rangeOf (const juce::RangedAudioParameter& parameter)
{
    if (const auto* choice = dynamic_cast<const juce::AudioParameterChoice*> (&parameter))
        return choice->choices.joinIntoString (", ");
    const bool isSwitch = dynamic_cast<const juce::AudioParameterBool*> (&parameter) != nullptr;
    return textAt (parameter, 0.0f) + (isSwitch ? " or " : " to ") + textAt (parameter, 1.0f);
}
} // namespace

juce::String hintFor (const juce::RangedAudioParameter& parameter, const juce::String& purpose)
{
    const auto standard = textAt (parameter, parameter.getDefaultValue());
    return purpose + "\n" + rangeOf (parameter) + "; default " + standard + ".";
}

} // namespace unbraid::editor
