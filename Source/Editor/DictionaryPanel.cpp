// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/DictionaryPanel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int rowHeight = 24;
constexpr int nameWidth = 112;

void prepare (juce::Label& label, juce::Colour colour)
{
    label.setFont (label.getFont().withHeight (palette::captionType));
    label.setColour (juce::Label::textColourId, colour);
    label.setBorderSize ({});
    label.setMinimumHorizontalScale (1.0f);
}

juce::String sourcesOf (const plugin::DictionaryInfo& dictionary)
{
    juce::StringArray parts;
    for (const auto& source : dictionary.sources)
        parts.add (source.name + " (" + juce::String (source.numAtoms) + ")");
    return parts.joinIntoString (", ");
}

juce::String modesOf (const plugin::DictionaryInfo& dictionary)
{
    if (dictionary.modes.isEmpty() && dictionary.name.isNotEmpty())
        return "all";
    return dictionary.modes.joinIntoString (", ");
}
} // namespace

DictionaryPanel::DictionaryPanel()
    : Panel ("Dictionary")
{
    for (auto& row : rows)
    {
        prepare (row.name, palette::secondText);
        prepare (row.value, palette::text);
        addAndMakeVisible (row.name);
        addAndMakeVisible (row.value);
    }
}

void DictionaryPanel::show (const plugin::DictionaryInfo& dictionary)
{
    fill (rows[0], "Sources (atoms)", sourcesOf (dictionary));
    fill (rows[1], "Latency modes", modesOf (dictionary));
    fill (rows[2], "Licence", dictionary.licence);
    fill (rows[3], "Trained on", dictionary.trainedOn);
}

void DictionaryPanel::fill (Row& row, const juce::String& name, const juce::String& value)
{
    row.name.setText (name, juce::dontSendNotification);
    row.value.setText (value.isEmpty() ? "-" : value, juce::dontSendNotification);
    row.value.setComponentID ("dictionary: " + name);
    row.value.setTitle (name);
    row.value.setTooltip (value);
}

void DictionaryPanel::resized()
{
    auto area = content();
    for (auto& row : rows)
    {
        auto line = area.removeFromTop (rowHeight);
        row.name.setVisible (line.getHeight() == rowHeight);
        row.value.setVisible (row.name.isVisible());
        row.name.setBounds (line.removeFromLeft (nameWidth));
        row.value.setBounds (line);
    }
}

} // namespace unbraid::editor
