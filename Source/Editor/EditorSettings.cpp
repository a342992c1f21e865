// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorSettings.h"

#include "Editor/WindowFit.h"

namespace unbraid::editor
{

namespace
{
constexpr auto lightKey = "light";
constexpr auto scaleKey = "scale_percent";
constexpr auto spanKey = "span_seconds";
constexpr double shortestSpan = 2.0, defaultSpan = 8.0, longestSpan = 30.0;

juce::PropertiesFile::Options fileOptions()
{
    juce::PropertiesFile::Options wanted;
    wanted.millisecondsBeforeSaving = -1; // at once, see keep
    wanted.storageFormat = juce::PropertiesFile::storeAsXML;
    return wanted;
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
