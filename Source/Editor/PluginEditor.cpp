// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int width = 1000;
constexpr int height = 720;
constexpr int smallestWidth = 920;
constexpr int smallestHeight = 656;
constexpr int largestWidth = 3840;
constexpr int largestHeight = 2160;
constexpr int sourcesWidth = 400;
constexpr int tooltipDelayMs = 600;
} // namespace

PluginEditor::PluginEditor (juce::AudioProcessor& owner, plugin::PluginModel& modelToShow)
    : juce::AudioProcessorEditor (owner)
    , model (modelToShow)
    , header (model)
    , engine (model.parameters())
    , learn (model)
    , sources (model.parameters())
    , mix (model.parameters())
    , message ([this] { model.dismissMessage(); })
    , tooltips (this, tooltipDelayMs)
    , timer (*this, [this] { poll(); })
{
    for (auto* child : std::initializer_list<juce::Component*>{ &header, &engine, &learn, &dictionary,
                                                                &sources, &mix, &message })
        addAndMakeVisible (child);
    setLookAndFeel (&look); // after the children are here: those that come later would not be told
    model.addChangeListener (this);
    changeListenerCallback (nullptr);
    setResizable (true, true);
    setResizeLimits (smallestWidth, smallestHeight, largestWidth, largestHeight);
    setSize (width, height);
}

PluginEditor::~PluginEditor()
{
    model.removeChangeListener (this);
    setLookAndFeel (nullptr);
}

void PluginEditor::changeListenerCallback (juce::ChangeBroadcaster*)
{
    const auto current = model.dictionary();
    header.show (current);
    engine.show (current);
    sources.show (current);
    learn.show (current);
    dictionary.show (current);
    learn.poll();
    message.show (model.message());
}

void PluginEditor::poll()
{
    sources.poll (model.meters());
    learn.poll();
}

void PluginEditor::resized()
{
    auto area = getLocalBounds();
    header.setBounds (area.removeFromTop (HeaderPanel::height));
    message.setBounds (area.removeFromBottom (MessageLine::height));
    mix.setBounds (area.removeFromBottom (MixPanel::height));
    sources.setBounds (area.removeFromRight (sourcesWidth));
    engine.setBounds (area.removeFromTop (EnginePanel::height));
    const int rest = area.getHeight() - LearnPanel::height;
    dictionary.setVisible (rest >= DictionaryPanel::smallestHeight);
    learn.setBounds (dictionary.isVisible() ? area.removeFromTop (LearnPanel::height) : area);
    dictionary.setBounds (area);
}

void PluginEditor::paint (juce::Graphics& graphics)
{
    graphics.fillAll (palette::window);
}

juce::AudioProcessorEditor* createEditor (juce::AudioProcessor& processor, plugin::PluginModel& model)
{
    return new PluginEditor (processor, model);
}

} // namespace unbraid::editor
