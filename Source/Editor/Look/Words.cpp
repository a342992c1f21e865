// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Words.h"

#include "Editor/Look/Fonts.h"

namespace unbraid::editor
{

juce::String shownName (const juce::String& source)
{
    return source.substring (0, 1).toUpperCase() + source.substring (1).replace (".", dot());
}

juce::String shortened (const juce::String& name, float maxWidth, const juce::Font& font)
{
    if (fonts::widthOf (name, font) <= maxWidth)
        return name;
    const auto ellipsis = juce::String::fromUTF8 ("\xe2\x80\xa6");
    auto kept = name;
    while (kept.isNotEmpty() && fonts::widthOf (kept + ellipsis, font) > maxWidth)
        kept = kept.dropLastCharacters (1);
    return kept + ellipsis;
}

juce::String countOf (int number, const juce::String& thing)
{
    return juce::String (number) + " " + thing + (number == 1 ? "" : "s");
}

int nearestNote (double hz)
{
    return juce::roundToInt (69.0 + 12.0 * std::log2 (juce::jmax (1.0e-3, hz) / 440.0));
}

juce::String dot()
{
    return juce::String::fromUTF8 (" \xc2\xb7 ");
}

juce::String clockTime (double seconds)
{
    const int whole = static_cast<int> (seconds);
    return juce::String (whole / 60) + ":" + juce::String (whole % 60).paddedLeft ('0', 2);
}

juce::String durationText (double seconds)
{
    const int whole = juce::roundToInt (seconds);
    return whole < 60 ? juce::String (whole) + " s"
                      : juce::String (whole / 60) + " min " + juce::String (whole % 60) + " s";
}

juce::String rateText (double hz)
{
    const double kilo = hz / 1000.0;
    const bool isWhole = juce::approximatelyEqual (kilo, std::round (kilo));
    return juce::String (kilo, isWhole ? 0 : 1) + " kHz";
}

} // namespace unbraid::editor
