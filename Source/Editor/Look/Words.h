// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

/** How the views put names, numbers and times into words. All functions: [any] */
namespace unbraid::editor
{

/** "Hi-hat" of `hi-hat`, "Drums · kick" of `drums.kick`: a source's name as people read it. */
juce::String shownName (const juce::String& source);

/** A name that is at most so wide in a font: its beginning and an ellipsis where it is wider. */
juce::String shortened (const juce::String& name, float maxWidth, const juce::Font& font);

/** "1 atom", "2 atoms": a number of things. */
juce::String countOf (int number, const juce::String& thing);

/** The note whose pitch is nearest, as in MIDI: 69 of 440 Hz. */
int nearestNote (double hz);

/** Separator of facts that stand in one line: a dot in the middle, with its spaces. */
juce::String dot();

/** "1:05" of 65 seconds that have begun. */
juce::String clockTime (double seconds);

/** "42 s", "1 min 5 s": how long something lasts, rounded. */
juce::String durationText (double seconds);

/** "48 kHz", "44.1 kHz". */
juce::String rateText (double hz);

} // namespace unbraid::editor
