// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/SourceName.h"

namespace unbraid::editor
{

juce::String shownName (const juce::String& source)
{
    return source.substring (0, 1).toUpperCase() + source.substring (1);
}

juce::String countOf (int number, const juce::String& thing)
{
    return juce::String (number) + " " + thing + (number == 1 ? "" : "s");
}

} // namespace unbraid::editor
