// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/CompactView.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Panels/NumbersPanel.h"

namespace unbraid::editor
{

namespace
{
constexpr int headHeight = 40;
constexpr int levelsHeight = 52;
constexpr int reductionHeight = 96;
constexpr int maxLevels = 2;
constexpr float knobTop = 44.0f;
} // namespace

juce::Rectangle<int> CompactView::Knob::textArea() const
{
    return getLocalBounds().withHeight (32).removeFromRight (120);
}

void CompactView::Knob::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const juce::Graphics::ScopedSaveState state (graphics);
    if (! isEnabled())
        graphics.beginTransparencyLayer (measures::disabledAlpha);
    const auto area = getLocalBounds().toFloat();
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "Noise reduction", area.withHeight (32.0f), fonts::body());
    if (! isTyping())
    {
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, shownText(), area.withHeight (32.0f), fonts::title());
    }
    const auto bar = area.withTop (knobTop - 1.5f).withHeight (3.0f);
    const float at = static_cast<float> (shareOf (getValue()));
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 1.5f);
    graphics.setColour (theme.fill);
    graphics.fillRoundedRectangle (bar.withWidth (at * bar.getWidth()), 1.5f);
    const float x = juce::jlimit (7.0f, bar.getRight() - 7.0f, at * bar.getWidth());
    const auto handle = juce::Rectangle<float> (14.0f, 24.0f).withCentre ({ x, bar.getCentreY() });
    graphics.setColour (theme.panel);
    graphics.fillRoundedRectangle (handle.expanded (2.0f, 0.0f), 4.0f);
    graphics.setColour (theme.text);
    graphics.fillRoundedRectangle (handle, 4.0f);
    if (! isEnabled())
        graphics.endTransparencyLayer();
}

CompactView::CompactView (plugin::PluginModel& modelToShow, juce::Component& pictureToShow)
    : model (modelToShow)
    , picture (pictureToShow)
    , dictionary ("No dictionary")
    , delta (*model.parameters().delta, "Delta",
             "Plays what the mix removes: the delayed input minus the mix.", icons::Icon::delta)
    , bypass (*model.parameters().bypass, "Bypass",
              "Plays the unprocessed input, with the same delay as the mix.")
    , expand ({}, FlatButton::Style::quiet, icons::Icon::expand)
    , reduction (*model.parameters().reductionDb,
                 "Attenuation of the non-target sources (noise, other) in the mix.")
{
    dictionary.introduce ("dictionary", "Dictionary", "The dictionary in use. Click to browse.");
    expand.introduce ("expand", "Show everything", "Opens the full view.");
    delta.setTitle ("Delta");
    bypass.setTitle ("Bypass");
    dictionary.setLeftAligned (true);
    dictionary.setTrailing (icons::Icon::down);
    dictionary.onClick = [this] { onBrowse(); };
    expand.onClick = [this] { onExpand(); };
    addAndMakeVisible (picture);
    for (auto* child :
         std::initializer_list<juce::Component*>{ &dictionary, &delta, &bypass, &expand, &reduction })
        addAndMakeVisible (child);
    for (int index = 0; index < maxLevels; ++index)
        addAndMakeVisible (levels.add (new LevelMeter()));
    peaks.assign (maxLevels, 0.0f);
}

void CompactView::show (const plugin::DictionaryInfo& current)
{
    shown = current;
    dictionary.setButtonText (shown.name.isEmpty() ? juce::String ("No dictionary") : shown.name);
    dictionary.setTitle ("Dictionary " + dictionary.getButtonText());
    reduction.setEnabled (shown.name.isNotEmpty());
    reduction.setReturnValue (shown.reductionDb);
    for (int index = 0; index < maxLevels; ++index)
    {
        const bool isThere = index < static_cast<int> (shown.sources.size());
        levels[index]->setVisible (isThere);
        if (! isThere)
            continue;
        levels[index]->setColour (shown.sources[static_cast<size_t> (index)].colour);
        levels[index]->setTitle (shownName (shown.sources[static_cast<size_t> (index)].name) + " level");
    }
    repaint();
}

void CompactView::pollLevels()
{
    for (int index = 0; index < maxLevels; ++index)
    {
        const auto [left, right] = model.meters().strips[static_cast<size_t> (index)].takeSides();
        levels[index]->show (left, right);
    }
}

/** And the levels in figures, which change as often. */
void CompactView::showNumbers (const plugin::EngineNumbers& numbers)
{
    numbersText = latencyText (numbers) + dot() + "CPU " + juce::String (100.0 * numbers.load, 1) + " %";
    repaint (getLocalBounds().withTrimmedTop (getHeight() - reductionHeight - levelsHeight));
}

void CompactView::resized()
{
    auto area = getLocalBounds();
    auto head = area.removeFromTop (headHeight).reduced (0, 6);
    head.removeFromLeft (112);
    expand.setBounds (head.removeFromRight (44).withSizeKeepingCentre (measures::control, measures::control));
    bypass.setBounds (head.removeFromRight (64));
    head.removeFromRight (measures::unit);
    delta.setBounds (head.removeFromRight (72));
    head.removeFromRight (measures::unit);
    dictionary.setBounds (head.withWidth (juce::jmin (200, head.getWidth())));
    auto bottom = area.removeFromBottom (reductionHeight).reduced (measures::margin, 0);
    reduction.setBounds (bottom.withHeight (68).translated (0, 4));
    auto row = area.removeFromBottom (levelsHeight).reduced (measures::margin, 0);
    const int width = (row.getWidth() - measures::margin) / maxLevels;
    for (int index = 0; index < maxLevels; ++index)
        levels[index]->setBounds (row.getX() + index * (width + measures::margin), row.getY() + 34, width,
                                  LevelMeter::height);
    picture.setBounds (area);
}

void CompactView::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.window);
    graphics.setColour (theme.panel);
    graphics.fillRect (getLocalBounds().removeFromTop (headHeight));
    graphics.fillRect (getLocalBounds().removeFromBottom (reductionHeight));
    icons::draw (graphics, icons::Icon::unbraid, { 12.0f, 0.0f, 16.0f, headHeight }, theme.text);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Unbraid", { 36.0f, 0.0f, 72.0f, headHeight }, fonts::name());
    for (int index = 0; index < maxLevels; ++index)
    {
        if (! levels[index]->isVisible())
            continue;
        auto line = levels[index]->getBounds().withHeight (20).translated (0, -24).toFloat();
        graphics.setColour (theme.source (shown.sources[static_cast<size_t> (index)].colour));
        graphics.fillRoundedRectangle (
            line.removeFromLeft (measures::chip).withSizeKeepingCentre (measures::chip, measures::chip),
            measures::chipCorner);
        graphics.setColour (theme.text);
        fonts::drawText (graphics, shownName (shown.sources[static_cast<size_t> (index)].name),
                         line.withTrimmedLeft (8.0f), fonts::name());
        const float db = levels[index]->levelDb();
        graphics.setColour (theme.secondText);
        fonts::drawNumber (graphics,
                           db <= -60.0f ? juce::String ("silent")
                                        : fonts::withMinus (juce::String (juce::roundToInt (db))) + " dB",
                           line, fonts::body());
    }
    auto last = getLocalBounds().removeFromBottom (28).reduced (measures::margin, 0).toFloat();
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics, "0 dB", last, fonts::label());
    fonts::drawText (graphics, numbersText, last, fonts::label(), juce::Justification::centred);
    fonts::drawText (graphics, fonts::withMinus (reduction.getTextFromValue (reduction.getMinimum())), last,
                     fonts::label(), juce::Justification::centredRight);
}

} // namespace unbraid::editor
