// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor::fonts
{

/** The font, or, where a text has characters of scripts that the editor's type lacks, a typeface of the system that has
    them, as large; the font itself where none is installed. The editor's type has Latin, Greek and Cyrillic letters.
    [message] */
juce::Font covering (const juce::String& text, const juce::Font& font);

/** Gives a field the font that what was typed needs. [message] */
void fitToText (juce::TextEditor& field, const juce::Font& font);

} // namespace unbraid::editor::fonts
