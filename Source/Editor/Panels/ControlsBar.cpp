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
constexpr float reductionShare = 0.3f, reductionShareOfMix = 0.5f; // of the width
constexpr int narrowestReduction = 224, widestReduction = 560;
constexpr int wetWidth = 112;
constexpr int gap = 24;
} // namespace

ControlsBar::Engine::Engine()
    : juce::Button ("engine")
{
    setComponentID ("engine");
    setTitle ("Engine");
    setTooltip ("Opens the engine's settings: updates, sparsity, adaptation, latency, stereo and MIDI.");
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
    , reduction (*model.parameters().reductionDb)
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
    reduction.show (dictionary);
    wet.setEnabled (isAwake);
    engine.setVisible (isAwake && isLab);
    repaint();
}

void ControlsBar::setLab (bool shouldBeLab)
{
    isLab = shouldBeLab;
    engine.setVisible (isLab && dictionary.name.isNotEmpty());
    resized();
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
    const float share = isLab ? reductionShare : reductionShareOfMix;
    const int wide = juce::jlimit (narrowestReduction, widestReduction,
                                   juce::roundToInt (share * static_cast<float> (getWidth())));
    reduction.setBounds (x, top, wide, ReductionBar::height);
    x += wide + gap;
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
    if (isLab)
        graphics.fillRect (wet.getRight() + gap, top, measures::line, 48);
    if (dictionary.name.isNotEmpty())
        return;
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Controls wake when a dictionary is loaded.",
                     engine.getBounds().toFloat().withTrimmedLeft (8.0f), fonts::body());
}

} // namespace unbraid::editor
