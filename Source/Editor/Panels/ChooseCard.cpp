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
    bool isGuided = false;
};
constexpr std::array<Suggestion, 4> suggested{ { { "speech", "A voice out of its noise" },
                                                 { "band", "A song into its stems" },
                                                 { "drums", "A kit into its five drums" },
                                                 { "piano", "Two hands, with their MIDI", true } } };
constexpr int padding = 24;
constexpr int wordsHeight = 56;
constexpr int rowHeight = 36;
} // namespace

ChooseCard::ChooseCard (plugin::PresetModel& modelToLoad, plugin::Parameters& parametersToSet)
    : model (modelToLoad)
    , parameters (parametersToSet)
    , browse ("Browse all...", FlatButton::Style::outline)
    , loadFile ("Load file...", FlatButton::Style::outline, icons::Icon::file)
{
    for (size_t index = 0; index < suggested.size(); ++index)
    {
        const auto& suggestion = suggested[index];
        auto* button = suggestions.add (new FlatButton (suggestion.name));
        button->introduce (juce::String ("choose_") + suggestion.name,
                           juce::String (suggestion.name) + ", " + suggestion.purpose,
                           juce::String (suggestion.purpose) + ".");
        button->setLeftAligned (true);
        button->setTrailing (icons::Icon::next, suggestion.purpose);
        button->onClick = [this, index] { load (index); };
        addAndMakeVisible (button);
    }
    browse.introduce ("choose_browse", "Browse all dictionaries", "Shows all dictionaries.");
    loadFile.introduce ("choose_file", "Load dictionary file", "Loads a dictionary from a file.");
    browse.onClick = [this] { onBrowse(); };
    loadFile.onClick = [this] { onLoadFile(); };
    addAndMakeVisible (browse);
    addAndMakeVisible (loadFile);
    setSize (width, wantedHeight());
}

void ChooseCard::show (bool hasMidi)
{
    const auto presets = model.presets();
    const auto isInstalled = [&presets] (const char* name)
    {
        return std::any_of (presets.begin(), presets.end(),
                            [name] (const auto& preset) { return preset.name == name; });
    };
    for (size_t index = 0; index < suggested.size(); ++index)
        suggestions[static_cast<int> (index)]->setVisible (isInstalled (suggested[index].name) &&
                                                           (hasMidi || ! suggested[index].isGuided));
    isAnyInstalled = ! presets.empty();
    resized();
    repaint();
}

int ChooseCard::wantedHeight() const
{
    const auto numShown = static_cast<int> (std::count_if (
        suggestions.begin(), suggestions.end(), [] (const FlatButton* each) { return each->isVisible(); }));
    return 2 * padding + wordsHeight + numShown * (rowHeight + measures::unit) + measures::unit +
           measures::control;
}

void ChooseCard::load (size_t suggestion)
{
    if (suggested[suggestion].isGuided)
        *parameters.guide = static_cast<int> (plugin::GuideMode::channels);
    model.load (suggested[suggestion].name);
}

void ChooseCard::resized()
{
    auto area = getLocalBounds().reduced (padding);
    area.removeFromTop (wordsHeight);
    for (auto* button : suggestions)
        if (button->isVisible())
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
    fonts::drawText (graphics,
                     isAnyInstalled ? "The input passes through unchanged until a dictionary is loaded."
                                    : "No dictionary is installed: load a file, or install all of Unbraid.",
                     area.withTop (area.getY() + 26.0f).withHeight (18.0f), fonts::body());
}

} // namespace unbraid::editor
