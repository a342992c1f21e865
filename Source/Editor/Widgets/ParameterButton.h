// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"

namespace unbraid::editor
{

/** A button that is a switch parameter: inverted while the switch is not at its default. */
class ParameterButton : public FlatButton
{
public:
    /** Which state is inverted. */
    enum class Lit
    {
        whenOn,
        whenOff
    };

    /** face     what is written on it
        purpose  what it does for the sound, a sentence
        [message] */
    ParameterButton (juce::RangedAudioParameter& parameter, const juce::String& face,
                     const juce::String& purpose, icons::Icon icon = icons::Icon::none,
                     Lit lit = Lit::whenOn);
    ~ParameterButton() override;

    void clicked() override;

    /** Whether the parameter is on, however that looks. */
    [[nodiscard]] bool isOn() const;

private:
    void follow (float value);

    juce::RangedAudioParameter& parameter;
    Lit lit;
    juce::ParameterAttachment attachment;
};

} // namespace unbraid::editor
