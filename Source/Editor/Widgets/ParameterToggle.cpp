// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ParameterToggle.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/ParameterHint.h"

namespace unbraid::editor
{

namespace
{
constexpr float switchWidth = 28.0f;
constexpr float switchHeight = 14.0f;
constexpr float nameHeight = 16.0f;
constexpr float switchTop = 24.0f;
} // namespace

ParameterToggle::ParameterToggle (juce::RangedAudioParameter& parameterToShow, const juce::String& nameToShow,
                                  const juce::String& purpose)
    : juce::Button (nameToShow)
    , parameter (parameterToShow)
    , name (nameToShow)
    , attachment (parameterToShow, *this)
{
    introduce (*this, parameter, purpose);
    setTitle (name);
    setClickingTogglesState (true);
    setMouseClickGrabsKeyboardFocus (false);
}

void ParameterToggle::paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed)
{
    const auto& theme = themeOf (*this);
    const float alpha = isEnabled() ? 1.0f : measures::disabledAlpha;
    const auto area = getLocalBounds().toFloat();
    graphics.setColour (theme.secondText.withMultipliedAlpha (alpha));
    fonts::drawText (graphics, name, area.withHeight (nameHeight), fonts::label());
    const auto pill = juce::Rectangle<float> (0.0f, switchTop, switchWidth, switchHeight);
    const bool isLit = getToggleState();
    const float knob = switchHeight - 4.0f;
    if (isLit || isHovered || isPressed)
    {
        graphics.setColour ((isLit       ? theme.on
                             : isPressed ? theme.controlPressed
                                         : theme.controlHovered)
                                .withMultipliedAlpha (alpha));
        graphics.fillRoundedRectangle (pill, 0.5f * switchHeight);
    }
    if (! isLit)
    {
        graphics.setColour (theme.edge.withMultipliedAlpha (alpha));
        graphics.drawRoundedRectangle (pill.reduced (0.5f), 0.5f * switchHeight, 1.0f);
    }
    graphics.setColour ((isLit ? theme.onText : theme.edge).withMultipliedAlpha (alpha));
    graphics.fillEllipse (isLit ? pill.getRight() - knob - 2.0f : pill.getX() + 2.0f, pill.getY() + 2.0f,
                          knob, knob);
    graphics.setColour (theme.text.withMultipliedAlpha (alpha));
    fonts::drawText (graphics, parameter.getText (isLit ? 1.0f : 0.0f, maxTextLength),
                     area.withTop (switchTop - 2.0f).withHeight (18.0f).withTrimmedLeft (switchWidth + 8.0f),
                     fonts::value());
}

} // namespace unbraid::editor
