// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ReasonText.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

ReasonText::ReasonText (const juce::String& id, juce::Justification justification)
    : side (justification)
{
    setComponentID (id);
    setInterceptsMouseClicks (false, false);
}

void ReasonText::say (const juce::String& reason)
{
    if (std::exchange (shown, reason) == reason)
        return;
    setTitle (reason);
    repaint();
}

int ReasonText::wantedWidth() const
{
    return juce::roundToInt (std::ceil (fonts::widthOf (shown, fonts::label())));
}

void ReasonText::paint (juce::Graphics& graphics)
{
    graphics.setColour (themeOf (*this).secondText);
    fonts::drawText (graphics, shown, getLocalBounds().toFloat(), fonts::label(), side);
}

std::unique_ptr<juce::AccessibilityHandler> ReasonText::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler> (*this, juce::AccessibilityRole::staticText);
}

} // namespace unbraid::editor
