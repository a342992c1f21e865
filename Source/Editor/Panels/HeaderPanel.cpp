// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/HeaderPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr int narrow = 1000; // below: no load
constexpr int boxHeight = 32;
constexpr int maxBoxWidth = 560;
constexpr int loadWidth = 116;
constexpr int wideLeft = 120, narrowLeft = 112;
constexpr auto clickHelp = " In Lab, a click shows all numbers.";
} // namespace

HeaderPanel::Load::Load (HeaderPanel& ownerToShow)
    : juce::Button ("load")
    , owner (ownerToShow)
{
    setComponentID ("load");
    setTitle ("Latency and CPU");
    setMouseClickGrabsKeyboardFocus (false);
}

void HeaderPanel::Load::paintButton (juce::Graphics& graphics, bool isHovered, bool)
{
    const auto& theme = themeOf (*this);
    if (isHovered)
    {
        graphics.setColour (theme.control);
        graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
    }
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, owner.quietWords, getLocalBounds().toFloat().reduced (6.0f, 0.0f),
                       fonts::label());
}

HeaderPanel::HeaderPanel (plugin::PluginModel& modelToShow)
    : dictionary (modelToShow.dictionaries())
    , undo ({}, FlatButton::Style::quiet, icons::Icon::undo)
    , redo ({}, FlatButton::Style::quiet, icons::Icon::redo)
    , delta (*modelToShow.parameters().delta, "Removed",
             "Plays what the mix removes: the delayed input minus the mix.", icons::Icon::delta)
    , bypass (*modelToShow.parameters().bypass, "Bypass",
              "Plays the unprocessed input, with the same delay as the mix.", icons::Icon::bypass)
    , menu ({}, FlatButton::Style::quiet, icons::Icon::more)
    , load (*this)
{
    undo.introduce ("undo", "Undo", "Nothing to undo.");
    redo.introduce ("redo", "Redo", "Nothing to redo.");
    load.setTooltip (quietHelp (false) + clickHelp);
    menu.introduce ("menu", "Menu", "The look of the window, light or dark, its size, and the numbers.");
    delta.setTitle ("Removed");
    bypass.setTitle ("Bypass");
    undo.onClick = [this] { onUndo(); };
    redo.onClick = [this] { onRedo(); };
    menu.onClick = [this]
    {
        if (onMenu != nullptr)
            onMenu();
    };
    load.onClick = [this]
    {
        if (onNumbers != nullptr)
            onNumbers();
    };
    for (auto* child :
         std::initializer_list<juce::Component*>{ &dictionary, &undo, &redo, &load, &delta, &bypass, &menu })
        addAndMakeVisible (child);
}

void HeaderPanel::show (const plugin::DictionaryInfo& current, const juce::String& undoName,
                        const juce::String& redoName)
{
    dictionary.show (current);
    const auto what = [] (FlatButton& button, const juce::String& verb, const juce::String& name)
    {
        button.setEnabled (name.isNotEmpty());
        button.setTooltip (name.isEmpty() ? "Nothing to " + verb.toLowerCase() + "."
                                          : verb + ": " + name + ".");
    };
    what (undo, "Undo", undoName);
    what (redo, "Redo", redoName);
}

void HeaderPanel::poll (const plugin::EngineNumbers& numbers, std::optional<ProgramNumbers> program)
{
    if (program)
        program->latency = ProgramNumbers::Latency::notHere;
    load.setTooltip (quietHelp (program.has_value()) + clickHelp);
    const auto words = quietText (numbers, program);
    if (std::exchange (quietWords, words) != words)
        load.repaint();
}

void HeaderPanel::resized()
{
    const int width = getWidth();
    const bool isNarrow = width < narrow;
    const int shift = isNarrow ? loadWidth : 0;
    const int centre = (height - measures::control) / 2;
    menu.setBounds (width - 40, centre, measures::control, measures::control);
    bypass.setBounds (width - 128, centre, 84, measures::control);
    delta.setBounds (width - 228, centre, 92, measures::control);
    load.setVisible (! isNarrow);
    load.setBounds (width - 236 - loadWidth, centre, loadWidth, measures::control);
    redo.setBounds (width - 272 - loadWidth + shift, centre, measures::control, measures::control);
    undo.setBounds (width - 300 - loadWidth + shift, centre, measures::control, measures::control);
    const int left = isNarrow ? narrowLeft : wideLeft;
    dictionary.setBounds (left, (height - boxHeight) / 2, juce::jmin (maxBoxWidth, undo.getX() - 16 - left),
                          boxHeight);
}

void HeaderPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.panel);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromBottom (measures::line));
    icons::draw (graphics, icons::Icon::unbraid, { 16.0f, 0.0f, 16.0f, height }, theme.text);
    fonts::drawText (graphics, "Unbraid", juce::Rectangle<float> (40.0f, 0.0f, 72.0f, height), fonts::name());
}

} // namespace unbraid::editor
