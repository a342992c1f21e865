// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/SourceStrip.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int rowHeight = 20;
constexpr int letterWidth = 24;
constexpr int gateWidth = 88;
constexpr int gap = palette::unit / 2;
constexpr int gainTextWidth = 72;
constexpr int panTextWidth = 40;
constexpr int panWidth = letterWidth + gap + letterWidth + gap + gateWidth; // under the buttons
constexpr int chipSize = 12;
constexpr int meterHeight = 3;
constexpr int handleInset = 4; // the bar of the gain begins half a handle further in

void prepareLabel (juce::Label& label, float height, juce::Colour colour)
{
    label.setFont (label.getFont().withHeight (height));
    label.setColour (juce::Label::textColourId, colour);
    label.setBorderSize ({});
    label.setMinimumHorizontalScale (1.0f);
}
} // namespace

SourceStrip::SourceStrip (plugin::StripParameters& parameters, int index)
    : colour (palette::sources[static_cast<size_t> (index)])
    , gain (*parameters.gainDb, "How loud this source is in the mix. Its own bus stays as it is.",
            gainTextWidth)
    , pan (*parameters.pan, "Where this source stands between left and right.", panTextWidth)
    , mute (*parameters.mute, "M", "Takes this source out of the mix.")
    , solo (*parameters.solo, "S", "Leaves only the soloed sources in the mix.")
    , gate (
          *parameters.gate, "Gate",
          "Closed, this source explains nothing: its sound goes to the other sources. Its bus falls silent.",
          ParameterButton::Lit::whenOff)
    , level (colour, [range = parameters.gainDb] (float db)
             { return range->convertTo0to1 (range->range.getRange().clipValue (db)); })
{
    setComponentID ("strip_" + juce::String (index + 1));
    setFocusContainerType (FocusContainerType::focusContainer);
    prepareLabel (name, palette::bodyType, palette::text);
    name.setFont (name.getFont().boldened());
    name.setComponentID (getComponentID() + "_name");
    prepareLabel (role, palette::captionType, palette::secondText);
    role.setComponentID (getComponentID() + "_role");
    level.setTooltip ("Peak level of the source before gain and pan.");
    for (auto* child :
         std::initializer_list<juce::Component*>{ &name, &role, &mute, &solo, &gate, &gain, &pan, &level })
        addAndMakeVisible (child);
}

void SourceStrip::show (const plugin::SourceInfo& source, int numMore)
{
    const juce::String part = source.isTarget ? "target" : "not a target";
    const auto more = "and " + juce::String (numMore) + " more";
    name.setText (source.name, juce::dontSendNotification);
    name.setTooltip (source.name + ": " + juce::String (source.numAtoms) + " atoms, " + part + ".");
    role.setText (numMore > 0 ? more : part, juce::dontSendNotification);
    role.setTooltip (numMore > 0       ? "The last strip and its bus carry " + source.name + " " + more + "."
                     : source.isTarget ? "Heard as it is: the reduction leaves it alone."
                                       : "Turned down in the mix by the reduction.");
    entitle (numMore > 0 ? source.name + " " + more : source.name);
}

void SourceStrip::entitle (const juce::String& source)
{
    setTitle (source);
    gain.setTitle (source + " gain");
    pan.setTitle (source + " pan");
    mute.setTitle (source + " mute");
    solo.setTitle (source + " solo");
    gate.setTitle (source + " gate");
    level.setTitle (source + " level");
}

void SourceStrip::resized()
{
    auto area = getLocalBounds().reduced (palette::margin, palette::unit);
    auto top = area.removeFromTop (rowHeight);
    gate.setBounds (top.removeFromRight (gateWidth));
    solo.setBounds (top.removeFromRight (gap + letterWidth).withTrimmedRight (gap));
    mute.setBounds (top.removeFromRight (gap + letterWidth).withTrimmedRight (gap));
    top.removeFromLeft (chipSize + palette::unit);
    role.setBounds (top.removeFromRight (gainTextWidth + palette::unit).withTrimmedRight (palette::unit));
    name.setBounds (top.withTrimmedRight (palette::unit / 2));

    area.removeFromTop (gap);
    pan.setBounds (area.removeFromRight (panWidth).withHeight (rowHeight));
    area.removeFromRight (palette::unit);
    gain.setBounds (area.withHeight (rowHeight));
    level.setBounds (area.withHeight (meterHeight).withTrimmedRight (gainTextWidth).reduced (handleInset, 0));
}

void SourceStrip::paint (juce::Graphics& graphics)
{
    graphics.setColour (colour);
    graphics.fillRoundedRectangle (
        juce::Rectangle<int> (palette::margin, palette::unit + (rowHeight - chipSize) / 2, chipSize, chipSize)
            .toFloat(),
        3.0f);
    graphics.setColour (palette::line);
    graphics.fillRect (getLocalBounds().removeFromBottom (1));
}

} // namespace unbraid::editor
