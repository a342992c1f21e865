// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/ParameterSlider.h"

#include "Editor/ParameterHint.h"

namespace unbraid::editor
{

ParameterSlider::ParameterSlider (juce::RangedAudioParameter& parameter, const juce::String& purpose,
                                  int textWidth)
    : juce::Slider (juce::Slider::LinearHorizontal, juce::Slider::TextBoxRight)
    , attachment (parameter, *this)
{
    introduce (*this, parameter, purpose);
    setTextBoxStyle (juce::Slider::TextBoxRight, false, textWidth, getTextBoxHeight());
    setSliderSnapsToMousePosition (false);
}

} // namespace unbraid::editor
