// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/DictionaryBox.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/PresetKinds.h"

namespace unbraid::editor
{

namespace
{
constexpr int stepWidth = 32;
constexpr int widthForSummary = 300;
constexpr float ringRoom = 10.0f; // before the name, for the focus ring of what stands before it

juce::String summaryOf (const plugin::DictionaryInfo& dictionary)
{
    const auto from = dictionary.isChanged ? "Not saved" : dictionary.isFactory ? "Factory" : "User";
    return from + dot() + countOf (static_cast<int> (dictionary.sources.size()), "source") + dot() +
           countOf (dictionary.numAtoms, "atom");
}
} // namespace

/** Name and summary, which a click opens. */
class DictionaryBox::Title : public juce::Button
{
public:
    explicit Title (DictionaryBox& ownerToShow)
        : juce::Button ("dictionary")
        , owner (ownerToShow)
    {
        setComponentID ("dictionary");
        setMouseClickGrabsKeyboardFocus (false);
        onClick = [this] { owner.browse.triggerClick(); };
    }

    void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override
    {
        const auto& theme = themeOf (*this);
        auto area = getLocalBounds().toFloat();
        if (isHovered || isPressed)
        {
            graphics.setColour (isPressed ? theme.controlPressed : theme.controlHovered);
            graphics.fillRect (area);
        }
        area.removeFromLeft (ringRoom);
        const bool hasName = owner.shown.name.isNotEmpty();
        graphics.setColour (hasName ? theme.text : theme.secondText);
        const auto name = hasName ? owner.shown.name : juce::String ("No dictionary");
        const float wanted = fonts::widthOf (name, fonts::name()) + 12.0f;
        fonts::drawText (graphics, name, area, fonts::name());
        area.removeFromLeft (wanted);
        const auto summary = summaryOf (owner.shown);
        if (! hasName || getWidth() < widthForSummary - 2 * stepWidth ||
            area.getWidth() < fonts::widthOf (summary, fonts::label()))
            return;
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, summary, area.withTrimmedRight (8.0f), fonts::label(),
                         juce::Justification::centredRight);
    }

private:
    DictionaryBox& owner;
};

DictionaryBox::DictionaryBox (plugin::PresetModel& modelToLoad)
    : model (modelToLoad)
    , title (std::make_unique<Title> (*this))
    , previous ({}, FlatButton::Style::quiet, icons::Icon::previous)
    , next ({}, FlatButton::Style::quiet, icons::Icon::next)
    , browse ({}, FlatButton::Style::quiet, icons::Icon::down)
{
    previous.introduce ("previous", "Previous dictionary", "Loads the previous dictionary in the list.");
    next.introduce ("next", "Next dictionary", "Loads the next dictionary in the list.");
    browse.introduce ("browse", "Browse dictionaries", "Shows all dictionaries, including your own.");
    previous.onClick = [this] { step (-1); };
    next.onClick = [this] { step (1); };
    browse.onClick = [this]
    {
        if (onBrowse != nullptr)
            onBrowse();
    };
    for (auto* child : std::initializer_list<juce::Component*>{ &previous, title.get(), &next, &browse })
        addAndMakeVisible (child);
}

void DictionaryBox::show (const plugin::DictionaryInfo& dictionary)
{
    shown = dictionary;
    title->setTitle ("Dictionary " + (shown.name.isEmpty() ? "none" : shown.name));
    title->setTooltip (shown.name.isEmpty()
                           ? juce::String ("The input passes through unchanged until a dictionary is loaded.")
                           : shown.name + ", " + summaryOf (shown) + ". " + shown.summary +
                                 ". A click shows all dictionaries.");
    title->repaint();
}

void DictionaryBox::step (int by)
{
    const auto presets = inOrder (model.presets());
    const int count = static_cast<int> (presets.size());
    if (count == 0)
        return;
    const auto found =
        std::find_if (presets.begin(), presets.end(),
                      [this] (const auto& preset)
                      { return preset.name == shown.name && preset.isFactory == shown.isFactory; });
    const int from = found != presets.end() ? static_cast<int> (found - presets.begin()) : by > 0 ? -1 : 0;
    model.load (presets[static_cast<size_t> ((from + by + count) % count)].name);
}

void DictionaryBox::resized()
{
    auto area = getLocalBounds();
    previous.setBounds (area.removeFromLeft (stepWidth));
    browse.setBounds (area.removeFromRight (stepWidth));
    next.setBounds (area.removeFromRight (stepWidth));
    title->setBounds (area);
}

void DictionaryBox::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.control);
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
    graphics.setColour (theme.line);
    graphics.fillRect (browse.getX(), 6, 1, getHeight() - 12);
}

} // namespace unbraid::editor
