// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/FlatButton.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float iconGap = 6.0f;
constexpr int padding = 12;
constexpr int letterHeight = 22; // and lower: buttons of one letter

juce::Font fontFor (const juce::Button& button)
{
    const bool isLow = button.getHeight() > 0 && button.getHeight() <= letterHeight; // 0: not laid out yet
    return isLow ? fonts::label() : fonts::value();
}
} // namespace

FlatButton::FlatButton (const juce::String& face, Style buttonStyle, icons::Icon buttonIcon)
    : juce::Button (face)
    , style (buttonStyle)
    , icon (buttonIcon)
{
    setButtonText (face);
    setTitle (face);
    setMouseClickGrabsKeyboardFocus (false);
}

FlatButton& FlatButton::introduce (const juce::String& id, const juce::String& title,
                                   const juce::String& tooltip)
{
    setComponentID (id);
    setTitle (title);
    setTooltip (tooltip);
    return *this;
}

void FlatButton::setIcon (icons::Icon newIcon)
{
    icon = newIcon;
    repaint();
}

int FlatButton::wantedWidth() const
{
    const float words = fonts::widthOf (getButtonText(), fontFor (*this));
    const float picture = icon == icons::Icon::none ? 0.0f : icons::size + (words > 0.0f ? iconGap : 0.0f);
    return juce::roundToInt (std::ceil (words + picture)) + 2 * padding;
}

juce::Colour FlatButton::ground (bool isHovered, bool isPressed) const
{
    const auto& theme = themeOf (*this);
    if (style == Style::primary || getToggleState())
        return isPressed ? theme.on.withAlpha (0.8f) : isHovered ? theme.on.withAlpha (0.9f) : theme.on;
    const bool isBare = style == Style::quiet || style == Style::outline;
    return isPressed   ? theme.controlPressed
           : isHovered ? theme.controlHovered
           : isBare    ? juce::Colours::transparentBlack
                       : theme.control;
}

void FlatButton::setTrailing (icons::Icon newIcon, const juce::String& newNote)
{
    trailing = newIcon;
    note = newNote;
    repaint();
}

void FlatButton::paintTrailing (juce::Graphics& graphics, juce::Rectangle<float> area, float alpha)
{
    const auto colour = themeOf (*this).secondText.withMultipliedAlpha (alpha);
    auto rest = area.withTrimmedRight (padding);
    icons::draw (graphics, trailing, rest.removeFromRight (icons::size), colour);
    graphics.setColour (colour);
    fonts::drawText (graphics, note, rest.withTrimmedRight (iconGap), fonts::label(),
                     juce::Justification::centredRight);
}

void FlatButton::paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed)
{
    const auto& theme = themeOf (*this);
    const bool isInverted = style == Style::primary || getToggleState();
    const float alpha = isEnabled() ? 1.0f : measures::disabledAlpha;
    const auto area = getLocalBounds().toFloat();
    graphics.setColour (
        ground (isHovered && isEnabled(), isPressed && isEnabled()).withMultipliedAlpha (alpha));
    graphics.fillRoundedRectangle (area, measures::corner);
    if (style == Style::outline && ! getToggleState())
    {
        graphics.setColour (theme.edge.withMultipliedAlpha (alpha));
        graphics.drawRoundedRectangle (area.reduced (0.5f), measures::corner, 1.0f);
    }
    const auto ink = (isInverted ? theme.onText : theme.text).withMultipliedAlpha (alpha);
    const auto font = fontFor (*this);
    const float words = fonts::widthOf (getButtonText(), font);
    const float wanted = icon == icons::Icon::none ? 0.0f : icons::size + (words > 0.0f ? iconGap : 0.0f);
    const bool hasRoom = words <= 0.0f || area.getWidth() - words - wanted >= 8.0f; // else words alone
    const float picture = hasRoom ? wanted : 0.0f;
    const float free = juce::jmax (0.0f, area.getWidth() - words - picture);
    auto content =
        area.withTrimmedLeft (isLeftAligned ? static_cast<float> (padding) : std::floor (0.5f * free));
    if (icon != icons::Icon::none && hasRoom)
        icons::draw (graphics, icon, content.removeFromLeft (icons::size), ink);
    if (picture > icons::size)
        content.removeFromLeft (iconGap);
    graphics.setColour (ink);
    fonts::drawText (graphics, getButtonText(), content, font);
    if (trailing != icons::Icon::none)
        paintTrailing (graphics, area, alpha);
}

} // namespace unbraid::editor
