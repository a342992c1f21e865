// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/SourceList.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/PresetKinds.h"
#include "Editor/Widgets/OwnedMenu.h"
#include "Editor/Widgets/ShowingTimer.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
constexpr int pointedLongEnough = ShowingTimer::ticksPerSecond * 150 / 1000;
} // namespace

SourceList::SourceList (plugin::PluginModel& modelToMix)
    : model (modelToMix)
    , add ({}, FlatButton::Style::quiet, icons::Icon::add)
{
    auto& parameters = model.parameters();
    for (int index = 0; index < plugin::numStrips; ++index)
    {
        auto* strip = strips.add (new SourceStrip (parameters.strips[static_cast<size_t> (index)], index));
        strip->onSelect = [this, index] { select (index); };
        strip->onColour = [this, index] (int colour) { model.dictionaries().setColour (index, colour); };
        strip->splitMenu = [this, index] { return splitMenuOf (index); };
        content.addChildComponent (strip);
    }
    add.introduce ("add_source", "Add source",
                   "Learns another source, from recordings or from the sound that is playing.");
    add.onClick = [this]
    {
        if (onAdd != nullptr)
            onAdd();
    };
    addAndMakeVisible (add);
    viewport.setViewedComponent (&content, false);
    viewport.setScrollBarsShown (true, false);
    viewport.setWantsKeyboardFocus (false);
    addAndMakeVisible (viewport);
}

void SourceList::show (const plugin::DictionaryInfo& dictionary)
{
    if (shownNumber && *shownNumber != dictionary.number)
    {
        isOfBefore = true;
        forgetLevels();
    }
    shownNumber = dictionary.number;
    const int numSources = static_cast<int> (dictionary.sources.size());
    numShown = juce::jmin (numSources, plugin::numStrips);
    for (int index = 0; index < plugin::numStrips; ++index)
    {
        auto& strip = *strips[index];
        strip.setVisible (index < numShown);
        if (index < numShown)
            strip.show (dictionary.sources[static_cast<size_t> (index)],
                        index == plugin::numStrips - 1 ? numSources - plugin::numStrips : 0, busOf (index));
    }
    select (juce::jlimit (0, juce::jmax (0, numShown - 1), selectedStrip));
    resized();
    repaint();
}

/** The dictionaries that can split a source further, those with room for their sources among the strips enabled; of a source that is a
    part, first how it becomes one again. */
juce::PopupMenu SourceList::splitMenuOf (int strip)
{
    auto& dictionaries = model.dictionaries();
    const auto playing = dictionaries.playing();
    juce::PopupMenu menu;
    if (strip >= static_cast<int> (playing.sources.size()))
        return menu;
    const auto& [name, isTarget, numAtoms, colour] = playing.sources[static_cast<size_t> (strip)];
    if (numAtoms == 0) // a residual, or a part that notes guide
        return menu;
    const auto whole = name.upToFirstOccurrenceOf (".", false, false);
    const auto split = [this, strip] (const juce::String& dictionary)
    {
        return whileAlive (*this, [strip, dictionary] (SourceList& self)
                           { self.model.dictionaries().split (strip, dictionary); });
    };
    if (whole != name)
    {
        menu.addItem (shownName (whole) + " as one", split ({}));
        menu.addSeparator();
    }
    const auto numParts =
        std::count_if (playing.sources.begin(), playing.sources.end(),
                       [&whole] (const auto& source)
                       { return source.name == whole || source.name.startsWith (whole + "."); });
    const auto numFree =
        plugin::numStrips - static_cast<int> (playing.sources.size()) + static_cast<int> (numParts);
    if (whole == "drums" && onLearnKit != nullptr)
        menu.addItem ("Learn my kit...", whileAlive (*this, [] (SourceList& self) { self.onLearnKit(); }));
    for (const auto& preset : splittersOf (whole, dictionaries.presets()))
    {
        const int numSources = preset.sources.size();
        const auto text =
            preset.name + (numSources > numFree ? " (" + juce::String (numSources) + " sources, room for " +
                                                      juce::String (numFree) + ")"
                                                : juce::String());
        menu.addItem (text, numSources <= numFree, false, split (preset.name));
    }
    return menu;
}

/** Says nothing of each where no bus is on at all: in the app, in simple hosts. */
juce::String SourceList::busOf (int strip) const
{
    bool isAnyOn = false;
    for (int index = 0; index < plugin::numStrips; ++index)
        isAnyOn = isAnyOn || model.status().isBusOn (index);
    return isAnyOn ? "Source " + juce::String (strip + 1) + (model.status().isBusOn (strip) ? "" : " off")
                   : juce::String ("Mix only");
}

void SourceList::poll()
{
    for (int index = 0; index < plugin::numStrips; ++index)
        strips[index]->poll (model.meters());
    if (isOfBefore)
    {
        forgetLevels();
        isOfBefore = model.status().numbers().isBuilding;
    }
    if (auto now = audible(); now != lastAudible)
    {
        lastAudible = std::move (now);
        for (int index = 0; index < numShown; ++index)
            strips[index]->setQuiet (! lastAudible[static_cast<size_t> (index)]);
        if (onAudibleChanged != nullptr)
            onAudibleChanged();
    }
    watchPointer();
}

void SourceList::forgetLevels()
{
    for (auto* strip : strips)
        strip->forgetLevels();
}

std::vector<bool> SourceList::audible() const
{
    bool isAnySoloed = false;
    for (int index = 0; index < numShown; ++index)
        isAnySoloed = isAnySoloed || strips[index]->isSoloed();
    std::vector<bool> result;
    for (int index = 0; index < numShown; ++index)
        result.push_back (! strips[index]->isMuted() && (! isAnySoloed || strips[index]->isSoloed()));
    return result;
}

void SourceList::watchPointer()
{
    int now = -1;
    for (int index = 0; index < numShown; ++index)
        if (strips[index]->isMouseOver (true))
            now = index;
    pointedPolls = now == pointed ? pointedPolls + 1 : 0;
    pointed = now;
    if (pointed != announced && (pointed < 0 || pointedPolls >= pointedLongEnough))
    {
        announced = pointed;
        if (onPointed != nullptr)
            onPointed (announced);
    }
}

void SourceList::select (int strip)
{
    selectedStrip = strip;
    for (int index = 0; index < plugin::numStrips; ++index)
        strips[index]->setSelected (index == selectedStrip && numShown > 1);
}

void SourceList::toggleMute (int strip)
{
    if (strip < numShown)
        strips[strip]->toggleMute();
}

void SourceList::toggleSolo (int strip)
{
    if (strip < numShown)
        strips[strip]->toggleSolo();
}

int SourceList::wantedHeight (bool ofLow) const
{
    return headingHeight + numShown * (ofLow ? SourceStrip::low : SourceStrip::tall);
}

void SourceList::setLow (bool shouldBeLow)
{
    areLow = shouldBeLow;
    resized();
}

void SourceList::resized()
{
    auto area = getLocalBounds();
    auto head = area.removeFromTop (headingHeight);
    add.setBounds (head.removeFromRight (measures::control + measures::unit)
                       .withTrimmedRight (measures::unit)
                       .withSizeKeepingCentre (measures::control, measures::control));
    viewport.setBounds (area);
    const int height = areLow ? SourceStrip::low : SourceStrip::tall;
    const bool scrolls = numShown * height > area.getHeight();
    content.setSize (getWidth() - (scrolls ? 8 : 0), numShown * height);
    for (int index = 0; index < numShown; ++index)
        strips[index]->setBounds (0, index * height, content.getWidth(), height);
}

void SourceList::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto head = getLocalBounds().removeFromTop (headingHeight).toFloat();
    graphics.setColour (theme.line);
    graphics.fillRect (head.removeFromBottom (measures::line));
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Sources", head.withTrimmedLeft (measures::margin), fonts::name());
    if (numShown > 0 && getWidth() > 300)
    {
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, "Gain", head.withRight (244.0f), fonts::label(),
                         juce::Justification::centredRight);
        fonts::drawText (graphics, "Pan", head.withTrimmedLeft (258.0f), fonts::label());
    }
    if (numShown > 0)
        return;
    auto area = getLocalBounds().withTrimmedTop (headingHeight).reduced (measures::margin).toFloat();
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "No sources yet", area.removeFromTop (20.0f), fonts::name());
    fonts::drawParagraph (
        graphics,
        "Each source of a dictionary gets a strip here, with its own output bus. Drop a dictionary "
        "to load it, or recordings to learn a source from them.",
        area, fonts::body(), theme.secondText);
}

} // namespace unbraid::editor
