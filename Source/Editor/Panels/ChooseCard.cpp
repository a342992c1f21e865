// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/ChooseCard.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
struct Suggestion
{
    const char *name, *purpose;
};
constexpr std::array<Suggestion, 3> suggested{ { { "speech", "A voice out of its noise" },
                                                 { "piano", "Two hands, with their MIDI" },
                                                 { "drums", "A kit into its five drums" } } };
constexpr int padding = 24;
constexpr int rowHeight = 36;
} // namespace

ChooseCard::ChooseCard (plugin::PresetModel& model)
    : browse ("Browse all...", FlatButton::Style::outline)
    , loadFile ("Load file...", FlatButton::Style::outline, icons::Icon::file)
{
    for (const auto& suggestion : suggested)
    {
        auto* button = suggestions.add (new FlatButton (suggestion.name));
        button->introduce (juce::String ("choose_") + suggestion.name,
                           juce::String (suggestion.name) + ", " + suggestion.purpose,
                           juce::String (suggestion.purpose) + ".");
        button->setLeftAligned (true);
        button->setTrailing (icons::Icon::next, suggestion.purpose);
        button->onClick = [&model, name = suggestion.name] { model.load (name); };
        addAndMakeVisible (button);
    }
    browse.introduce ("choose_browse", "Browse all dictionaries", "Shows all dictionaries.");
    loadFile.introduce ("choose_file", "Load dictionary file", "Loads a dictionary from a file.");
    browse.onClick = [this] { onBrowse(); };
    loadFile.onClick = [this] { onLoadFile(); };
    addAndMakeVisible (browse);
    addAndMakeVisible (loadFile);
    setSize (width, height);
}

void ChooseCard::resized()
{
    auto area = getLocalBounds().reduced (padding);
    area.removeFromTop (56);
    for (auto* button : suggestions)
        button->setBounds (area.removeFromTop (rowHeight + measures::unit).withHeight (rowHeight));
    area.removeFromTop (measures::unit);
    auto row = area.removeFromTop (measures::control);
    browse.setBounds (row.removeFromLeft ((row.getWidth() - measures::margin) / 2));
    loadFile.setBounds (row.withTrimmedLeft (measures::margin));
}

void ChooseCard::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.setColour (theme.panel);
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), 6.0f);
    graphics.setColour (theme.line);
    graphics.drawRoundedRectangle (getLocalBounds().toFloat().reduced (0.5f), 6.0f, 1.0f);
    const auto area = getLocalBounds().toFloat().reduced (padding);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Choose what to pull apart", area.withHeight (24.0f), fonts::heading());
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "The input passes through unchanged until a dictionary is loaded.",
                     area.withTop (area.getY() + 26.0f).withHeight (18.0f), fonts::body());
}

} // namespace unbraid::editor
