// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/HeaderPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Panels/NumbersPanel.h"

namespace unbraid::editor
{

namespace
{
constexpr int narrow = 1000; // below: no load
constexpr int boxHeight = 32;
constexpr int maxBoxWidth = 560;
constexpr int loadWidth = 156;
constexpr int wideLeft = 120, narrowLeft = 112;

void drawFact (juce::Graphics& graphics, const Theme& theme, juce::Rectangle<float> area,
               const juce::String& name, const juce::String& value)
{
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, name, area.withHeight (16.0f), fonts::label());
    graphics.setColour (theme.text);
    fonts::drawNumberLeft (graphics, value, area.withTop (area.getY() + 15.0f).withHeight (16.0f),
                           fonts::value());
}
} // namespace

HeaderPanel::Load::Load (HeaderPanel& ownerToShow)
    : juce::Button ("load")
    , owner (ownerToShow)
{
    setComponentID ("load");
    setTitle ("CPU and worst callback");
    setTooltip ("Processing time in percent of a block's duration, and its maximum. Click to show all "
                "numbers and reset the maximum.");
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
    drawFact (graphics, theme, getLocalBounds().toFloat().reduced (6.0f, 4.0f),
              juce::String::fromUTF8 ("CPU \xc2\xb7 worst callback"), owner.loadWords);
}

HeaderPanel::HeaderPanel (plugin::PluginModel& modelToShow)
    : dictionary (modelToShow.dictionaries())
    , undo ({}, FlatButton::Style::quiet, icons::Icon::undo)
    , redo ({}, FlatButton::Style::quiet, icons::Icon::redo)
    , delta (*modelToShow.parameters().delta, "Delta",
             "Plays what the mix removes: the delayed input minus the mix.", icons::Icon::delta)
    , bypass (*modelToShow.parameters().bypass, "Bypass",
              "Plays the unprocessed input, with the same delay as the mix.", icons::Icon::bypass)
    , menu ({}, FlatButton::Style::quiet, icons::Icon::more)
    , load (*this)
{
    undo.introduce ("undo", "Undo", "Nothing to undo.");
    redo.introduce ("redo", "Redo", "Nothing to redo.");
    menu.introduce ("menu", "Menu", "Light or dark, the size of the window, and the numbers.");
    delta.setTitle ("Delta");
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

void HeaderPanel::poll (const plugin::EngineNumbers& numbers)
{
    const auto latency = latencyText (numbers);
    const auto loads = loadText (numbers);
    if (latency == latencyWords && loads == loadWords)
        return;
    latencyWords = latency;
    loadWords = loads;
    repaint();
}

void HeaderPanel::resized()
{
    const int width = getWidth();
    const bool isNarrow = width < narrow;
    const int shift = isNarrow ? loadWidth : 0;
    const int centre = (height - measures::control) / 2;
    menu.setBounds (width - 40, centre, measures::control, measures::control);
    bypass.setBounds (width - 128, centre, 84, measures::control);
    delta.setBounds (width - 212, centre, 76, measures::control);
    load.setVisible (! isNarrow);
    load.setBounds (width - 386, 4, loadWidth, 40);
    redo.setBounds (width - 584 + shift, centre, measures::control, measures::control);
    undo.setBounds (width - 612 + shift, centre, measures::control, measures::control);
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
    drawFact (graphics, theme, { static_cast<float> (redo.getRight() + 20), 8.0f, 150.0f, 32.0f }, "Latency",
              latencyWords);
}

} // namespace unbraid::editor
