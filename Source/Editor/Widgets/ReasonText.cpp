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

int ReasonText::wantedHeight (int width) const
{
    const auto height = fonts::paragraphHeight (shown, static_cast<float> (width), fonts::label());
    return juce::roundToInt (std::ceil (height));
}

bool ReasonText::isWhole() const
{
    if (! wraps)
        return wantedWidth() <= getWidth();
    bool areWordsWhole = true; // a word that is wider than a line is not broken
    for (const auto& word : juce::StringArray::fromTokens (shown, " ", {}))
        areWordsWhole =
            areWordsWhole && fonts::widthOf (word, fonts::label()) <= static_cast<float> (getWidth());
    return areWordsWhole && wantedHeight (getWidth()) <= getHeight();
}

void ReasonText::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    if (wraps)
        return fonts::drawParagraph (graphics, shown, getLocalBounds().toFloat(), fonts::label(),
                                     theme.secondText);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, shown, getLocalBounds().toFloat(), fonts::label(), side);
}

std::unique_ptr<juce::AccessibilityHandler> ReasonText::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler> (*this, juce::AccessibilityRole::staticText);
}

} // namespace unbraid::editor
