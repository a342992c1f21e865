// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorSettings.h"

namespace unbraid::editor
{

namespace
{
constexpr auto lightKey = "light";
constexpr auto scaleKey = "scale_percent";
constexpr auto fullKey = "full_size";
constexpr auto compactSizeKey = "compact_size";
constexpr auto compactKey = "compact";
constexpr auto spanKey = "span_seconds";
constexpr double shortestSpan = 2.0, defaultSpan = 8.0, longestSpan = 30.0;

juce::PropertiesFile::Options fileOptions()
{
    juce::PropertiesFile::Options wanted;
    wanted.millisecondsBeforeSaving = -1; // at once, see keep
    wanted.storageFormat = juce::PropertiesFile::storeAsXML;
    return wanted;
}

juce::Rectangle<int> between (juce::Point<int> smallest, juce::Point<int> largest)
{
    return juce::Rectangle<int>::leftTopRightBottom (smallest.x, smallest.y, largest.x + 1, largest.y + 1);
}
} // namespace

juce::File EditorSettings::defaultFile()
{
    return juce::File::getSpecialLocation (juce::File::userApplicationDataDirectory)
        .getChildFile ("unbraid")
        .getChildFile ("editor.settings");
}

EditorSettings::EditorSettings (const juce::File& file)
    : properties (file, fileOptions())
{
}

void EditorSettings::keep (const juce::String& key, const juce::var& value)
{
    properties.setValue (key, value);
    properties.saveIfNeeded(); // looks are no reason for a message where it cannot be written
}

bool EditorSettings::isLight() const
{
    return properties.getBoolValue (lightKey, false);
}

void EditorSettings::setLight (bool isLight)
{
    keep (lightKey, isLight);
}

int EditorSettings::scalePercent() const
{
    const int kept = properties.getIntValue (scaleKey, 100);
    return std::find (scalesPercent.begin(), scalesPercent.end(), kept) != scalesPercent.end() ? kept : 100;
}

void EditorSettings::setScalePercent (int percent)
{
    keep (scaleKey, percent);
}

juce::Point<int> EditorSettings::size (const juce::String& key, juce::Rectangle<int> limits,
                                       juce::Point<int> usual) const
{
    const auto words = juce::StringArray::fromTokens (properties.getValue (key), "x", {});
    const juce::Point<int> kept (words[0].getIntValue(), words[1].getIntValue());
    return limits.contains (kept) ? kept : usual;
}

void EditorSettings::setSize (const juce::String& key, juce::Point<int> newSize)
{
    keep (key, juce::String (newSize.x) + "x" + juce::String (newSize.y));
}

juce::Point<int> EditorSettings::fullSize() const
{
    return size (fullKey, between (smallestFull, largestFull), defaultFull);
}

void EditorSettings::setFullSize (juce::Point<int> newSize)
{
    setSize (fullKey, newSize);
}

juce::Point<int> EditorSettings::compactSize() const
{
    return size (compactSizeKey, between (smallestCompact, largestCompact), smallestCompact);
}

void EditorSettings::setCompactSize (juce::Point<int> newSize)
{
    setSize (compactSizeKey, newSize);
}

bool EditorSettings::isCompact() const
{
    return properties.getBoolValue (compactKey, false);
}

void EditorSettings::setCompact (bool isCompact)
{
    keep (compactKey, isCompact);
}

double EditorSettings::spanSeconds() const
{
    const double kept = properties.getDoubleValue (spanKey, defaultSpan);
    return kept >= shortestSpan && kept <= longestSpan ? kept : defaultSpan;
}

void EditorSettings::setSpanSeconds (double seconds)
{
    keep (spanKey, seconds);
}

} // namespace unbraid::editor
