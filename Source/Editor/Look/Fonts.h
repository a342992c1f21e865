// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

/** The type of the editor: Inter, embedded where the build found it, else the system's sans serif. All sizes are ems in
    logical pixels. All functions: [message]. */
namespace unbraid::editor::fonts
{

juce::Font title();   // 20, 600: of the first run
juce::Font heading(); // 16, 600: headings, main values
juce::Font name();    // 13, 600
juce::Font value();   // 12, 500
juce::Font body();    // 12, 400
juce::Font label();   // 11, 400, mostly in the second text colour

/** Width of a text in logical pixels. */
float widthOf (const juce::String& text, const juce::Font& font);

/** A text that ends at the right of its area and whose digits stand in equal cells, so that a number that changes does not
    tremble. It is neither squeezed nor cut. */
void drawNumber (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                 const juce::Font& font);

/** The same from the left. */
void drawNumberLeft (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                     const juce::Font& font);

/** Width of a text drawn so. */
float numberWidth (const juce::String& text, const juce::Font& font);

/** The text with a true minus (U+2212) for each hyphen before a digit or "inf". */
juce::String withMinus (const juce::String& text);

/** Text in one line, which ends in an ellipsis where it does not fit. */
void drawText (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
               const juce::Font& font, juce::Justification justification = juce::Justification::centredLeft);

/** Text in as many lines as it takes, left-aligned; `paragraphHeight` says how high that is. */
void drawParagraph (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                    const juce::Font& font, juce::Colour colour);
float paragraphHeight (const juce::String& text, float width, const juce::Font& font);

} // namespace unbraid::editor::fonts
