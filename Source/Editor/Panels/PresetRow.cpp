// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/PresetRow.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Icons.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/PresetKinds.h"

namespace unbraid::editor
{

juce::String factsOf (const plugin::PresetInfo& preset)
{
    return countOf (preset.sources.size(), "source") + dot() + countOf (preset.numAtoms, "atom") + dot() +
           juce::String (juce::roundToInt (preset.windowMs)) + " ms window";
}

juce::String purposeOf (const plugin::PresetInfo& preset)
{
    if (preset.error.isNotEmpty())
        return preset.error;
    if (! preset.isRead)
        return "...";
    return preset.purpose.isNotEmpty() ? preset.purpose : factsOf (preset);
}

PresetRow::PresetRow()
{
    setInterceptsMouseClicks (false, false);
}

void PresetRow::show (const plugin::PresetInfo& preset, bool isSelected, const juce::String& state)
{
    shown = preset;
    selected = isSelected;
    stateWords = state;
    repaint();
}

PresetRow::Columns PresetRow::columnsFor (int width)
{
    constexpr int widthForFrom = 480;
    constexpr int licence = -116, from = -168, sources = -272;
    return width >= widthForFrom ? Columns{ sources, from, licence }
                                 : Columns{ sources - from + licence, 0, licence };
}

juce::Rectangle<float> PresetRow::purposeArea (int width)
{
    return { 8.0f, 27.0f, static_cast<float> (width) - 16.0f, 18.0f };
}

void PresetRow::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat();
    graphics.setColour (selected ? theme.control : theme.line);
    if (selected)
        graphics.fillRoundedRectangle (area.reduced (0.0f, 1.0f), measures::corner);
    else
        graphics.fillRect (area.reduced (8.0f, 0.0f).removeFromBottom (1.0f));
    const auto line = area.reduced (8.0f, 0.0f).withTop (8.0f).withHeight (18.0f);
    paintName (graphics, line);
    graphics.setColour (shown.error.isEmpty() ? theme.secondText : theme.error);
    fonts::drawText (graphics, purposeOf (shown), purposeArea (getWidth()), fonts::label());
    if (shown.error.isNotEmpty())
        return;
    const auto columns = columnsFor (getWidth());
    paintChips (graphics, line);
    graphics.setColour (theme.secondText);
    if (columns.from < 0)
        fonts::drawText (graphics, shown.isFactory ? "Factory" : "User",
                         line.withLeft (line.getRight() + static_cast<float> (columns.from)), fonts::body());
    fonts::drawText (graphics, shown.licence,
                     line.withLeft (line.getRight() + static_cast<float> (columns.licence)), fonts::body(),
                     juce::Justification::centredRight);
}

/** Behind it what it is now: loaded, or for comparison. */
void PresetRow::paintName (juce::Graphics& graphics, juce::Rectangle<float> line)
{
    const auto& theme = themeOf (*this);
    line.setRight (line.getRight() + static_cast<float> (columnsFor (getWidth()).sources) - 8.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, shown.name, line, fonts::name());
    auto rest = line.withTrimmedLeft (fonts::widthOf (shown.name, fonts::name()) + 12.0f);
    graphics.setColour (theme.secondText);
    if (stateWords.isNotEmpty())
    {
        icons::draw (graphics, icons::Icon::tick, rest.removeFromLeft (12.0f), theme.secondText, 12.0f);
        graphics.setColour (theme.secondText);
        rest.removeFromLeft (4.0f);
    }
    const auto words = stateWords.isNotEmpty()   ? stateWords
                       : isForComparison (shown) ? juce::String ("for comparison")
                                                 : juce::String();
    if (fonts::widthOf (words, fonts::label()) <= rest.getWidth()) // whole or not at all
        fonts::drawText (graphics, words, rest, fonts::label());
}

void PresetRow::paintChips (juce::Graphics& graphics, juce::Rectangle<float> line)
{
    const auto& theme = themeOf (*this);
    float x = line.getRight() + static_cast<float> (columnsFor (getWidth()).sources);
    for (int index = 0; index < juce::jmin (shown.sources.size(), numSourceColours); ++index, x += 11.0f)
    {
        graphics.setColour (theme.source (index + 1));
        graphics.fillRoundedRectangle (x, line.getCentreY() - 6.0f, 9.0f, 12.0f, 2.0f);
    }
}

} // namespace unbraid::editor
