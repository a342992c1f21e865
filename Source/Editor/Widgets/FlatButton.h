// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Icons.h"
#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** The editor's button: an icon, a word or both. A toggle that is on is inverted. It can be reached by Tab; a click leaves
    the keyboard where it is. */
class FlatButton : public juce::Button
{
public:
    enum class Style
    {
        normal,
        quiet,   // no ground until it is pointed at
        outline, // a border, for the less likely of two
        primary  // inverted: the one thing to do here
    };

    /** face  what is written on it, and its name until `setTitle` gives it another; may be empty beside an icon
        [message] */
    explicit FlatButton (const juce::String& face, Style style = Style::normal,
                         icons::Icon icon = icons::Icon::none);

    /** id and tooltip, and the name for screen readers where the text is not enough. Returns itself. [message] */
    FlatButton& introduce (const juce::String& id, const juce::String& title, const juce::String& tooltip);

    void setIcon (icons::Icon newIcon);

    /** Text from the left instead of in the middle. */
    void setLeftAligned (bool shouldBeLeft) { isLeftAligned = shouldBeLeft; }

    /** The icon at the right edge, and a note before it in the second text colour. For left-aligned text. */
    void setTrailing (icons::Icon newIcon, const juce::String& newNote = {});

    /** Width that holds icon and text. */
    [[nodiscard]] int wantedWidth() const;

    void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override;

private:
    void paintTrailing (juce::Graphics& graphics, juce::Rectangle<float> area, float alpha);
    [[nodiscard]] juce::Colour ground (bool isHovered, bool isPressed) const;

    Style style;
    icons::Icon icon;
    bool isLeftAligned = false;
    icons::Icon trailing = icons::Icon::none;
    juce::String note;
};

} // namespace unbraid::editor
