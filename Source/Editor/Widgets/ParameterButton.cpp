// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ParameterButton.h"

#include "Editor/Widgets/ParameterHint.h"

namespace unbraid::editor
{

ParameterButton::ParameterButton (juce::RangedAudioParameter& parameterToShow, const juce::String& face,
                                  const juce::String& purpose, icons::Icon buttonIcon, Lit litWhen)
    : FlatButton (face, Style::normal, buttonIcon)
    , parameter (parameterToShow)
    , lit (litWhen)
    , attachment (parameterToShow, [this] (float value) { follow (value); })
{
    editor::introduce (*this, parameter, purpose);
    setToggleable (true);
    attachment.sendInitialUpdate();
}

ParameterButton::~ParameterButton() = default;

bool ParameterButton::isOn() const
{
    return parameter.getValue() >= 0.5f;
}

void ParameterButton::clicked()
{
    attachment.setValueAsCompleteGesture (isOn() ? 0.0f : 1.0f);
}

void ParameterButton::follow (float value)
{
    setToggleState ((value >= 0.5f) == (lit == Lit::whenOn), juce::dontSendNotification);
}

} // namespace unbraid::editor
