// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/PresetRow.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Icons.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

juce::String factsOf (const plugin::PresetInfo& preset)
{
    if (preset.error.isNotEmpty())
        return preset.error;
    if (! preset.isRead)
        return "...";
    return countOf (preset.sources.size(), "source") + dot() + countOf (preset.numAtoms, "atom") + dot() +
           juce::String (juce::roundToInt (preset.windowMs)) + " ms window";
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

void PresetRow::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat();
    graphics.setColour (selected ? theme.control : theme.line);
    if (selected)
        graphics.fillRoundedRectangle (area.reduced (0.0f, 1.0f), measures::corner);
    else
        graphics.fillRect (area.reduced (8.0f, 0.0f).removeFromBottom (1.0f));
    const auto text = area.reduced (8.0f, 0.0f);
    paintName (graphics, text);
    graphics.setColour (shown.error.isEmpty() ? theme.secondText : theme.error);
    fonts::drawText (graphics, factsOf (shown),
                     text.withTop (27.0f).withHeight (16.0f).withRight (
                         shown.error.isEmpty() ? text.getRight() + sourcesLeft - 8.0f : text.getRight()),
                     fonts::label());
    if (shown.error.isNotEmpty())
        return;
    paintChips (graphics, text);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, shown.isFactory ? "Factory" : "User",
                     text.withLeft (text.getRight() + fromLeft), fonts::body());
    fonts::drawText (graphics, shown.licence, text.withLeft (text.getRight() + licenceLeft), fonts::body(),
                     juce::Justification::centredRight);
}

void PresetRow::paintName (juce::Graphics& graphics, juce::Rectangle<float> text)
{
    const auto& theme = themeOf (*this);
    const auto line = text.withTop (8.0f).withHeight (18.0f).withRight (text.getRight() + sourcesLeft - 8.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, shown.name, line, fonts::name());
    if (stateWords.isEmpty())
        return;
    auto rest = line.withTrimmedLeft (fonts::widthOf (shown.name, fonts::name()) + 12.0f);
    icons::draw (graphics, icons::Icon::tick, rest.removeFromLeft (12.0f), theme.secondText, 12.0f);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, stateWords, rest.withTrimmedLeft (4.0f), fonts::label());
}

void PresetRow::paintChips (juce::Graphics& graphics, juce::Rectangle<float> text)
{
    const auto& theme = themeOf (*this);
    float x = text.getRight() + sourcesLeft;
    for (int index = 0; index < juce::jmin (shown.sources.size(), numSourceColours); ++index, x += 11.0f)
    {
        graphics.setColour (theme.source (index + 1));
        graphics.fillRoundedRectangle (x, 20.0f, 9.0f, 12.0f, 2.0f);
    }
}

} // namespace unbraid::editor
