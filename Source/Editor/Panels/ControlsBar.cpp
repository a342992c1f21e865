// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/ControlsBar.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Panels/EnginePanel.h"

namespace unbraid::editor
{

namespace
{
constexpr int top = 12;
constexpr int reductionWidth = 208;
constexpr int wetWidth = 112;
constexpr int gap = 24;
} // namespace

ControlsBar::Engine::Engine()
    : juce::Button ("engine")
{
    setComponentID ("engine");
    setTitle ("Engine");
    setTooltip ("Updates, sparsity, adaptation, latency, stereo and MIDI: parameters that are set once.");
    setMouseClickGrabsKeyboardFocus (false);
}

void ControlsBar::Engine::paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat();
    if (isHovered || isPressed)
    {
        graphics.setColour (isPressed ? theme.controlPressed : theme.control);
        graphics.fillRoundedRectangle (area, measures::corner);
    }
    area = area.reduced (8.0f, 0.0f);
    icons::draw (graphics, icons::Icon::up, area.removeFromRight (16.0f), theme.secondText);
    area.removeFromRight (8.0f);
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Engine", area.withHeight (16.0f).translated (0.0f, 6.0f), fonts::label());
    graphics.setColour (theme.text);
    fonts::drawText (graphics, summary, area.withTop (23.0f).withHeight (18.0f), fonts::value());
}

ControlsBar::ControlsBar (plugin::PluginModel& modelToSet)
    : model (modelToSet)
    , reduction (*model.parameters().reductionDb, "Reduction",
                 "Attenuation of the non-target sources (noise, other) in the mix.", ValueBar::Size::main)
    , wet (*model.parameters().wet, "Dry / wet",
           "Balance of the mix and the unprocessed sound, which has the same delay.")
{
    engine.onClick = [this]
    {
        if (onEngine != nullptr)
            onEngine();
    };
    for (auto* child : std::initializer_list<juce::Component*>{ &reduction, &wet, &engine })
        addAndMakeVisible (child);
}

void ControlsBar::show (const plugin::DictionaryInfo& current)
{
    dictionary = current;
    const bool isAwake = dictionary.name.isNotEmpty();
    reduction.setEnabled (isAwake);
    reduction.setReturnValue (dictionary.reductionDb);
    wet.setEnabled (isAwake);
    engine.setVisible (isAwake);
    repaint();
}

void ControlsBar::poll (const plugin::EngineNumbers& numbers)
{
    const auto summary = engineSummary (model.parameters(), dictionary, numbers);
    if (std::exchange (engine.summary, summary) != summary)
        engine.repaint();
}

void ControlsBar::resized()
{
    int x = measures::margin;
    reduction.setBounds (x, top, reductionWidth, ValueBar::height);
    x += reductionWidth + gap;
    wet.setBounds (x, top, wetWidth, ValueBar::height);
    x += wetWidth + 2 * gap;
    engine.setBounds (x - 8, top, getWidth() - x - 8, 46);
}

void ControlsBar::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.panel);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromTop (measures::line));
    graphics.fillRect (wet.getRight() + gap, top, measures::line, 48);
    if (engine.isVisible())
        return;
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Controls wake when a dictionary is loaded.",
                     engine.getBounds().toFloat().withTrimmedLeft (8.0f), fonts::body());
}

} // namespace unbraid::editor
