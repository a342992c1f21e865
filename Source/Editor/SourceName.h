// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** "Hi-hat" of `hi-hat`: a source's name as people read it. */
juce::String shownName (const juce::String& source);

/** "1 atom", "2 atoms": a number of things. */
juce::String countOf (int number, const juce::String& thing);

} // namespace unbraid::editor
