// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/SourceList.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr float lowestDb = -60.0f;
constexpr int levelRow = 20;
constexpr int levelNameWidth = 48;
constexpr int levelsHeight = 2 * levelRow + 2 * palette::unit;
constexpr int meterHeight = 6;

float levelScale (float db)
{
    return juce::jlimit (0.0f, 1.0f, 1.0f - db / lowestDb);
}
} // namespace

SourceList::SourceList (plugin::Parameters& parameters)
    : Panel ("Sources")
    , input (palette::fill, levelScale)
    , mix (palette::fill, levelScale)
{
    for (size_t index = 0; index < strips.size(); ++index)
    {
        strips[index] = std::make_unique<SourceStrip> (parameters.strips[index], static_cast<int> (index));
        stack.addChildComponent (*strips[index]);
    }
    view.setViewedComponent (&stack, false);
    view.setScrollBarsShown (true, false);
    view.setScrollBarThickness (palette::unit);
    addAndMakeVisible (view);

    nothing.setText ("No dictionary plays: the sound passes dry.\nChoose one above, or learn one.",
                     juce::dontSendNotification);
    nothing.setColour (juce::Label::textColourId, palette::secondText);
    nothing.setFont (nothing.getFont().withHeight (palette::bodyType));
    nothing.setBorderSize ({});
    nothing.setComponentID ("no_sources");
    addChildComponent (nothing);

    addLevel (input, inputName, "Input", "Peak level of what comes in, up to full scale.");
    addLevel (mix, mixName, "Mix", "Peak level of the mix that goes out, up to full scale.");
}

void SourceList::addLevel (LevelMeter& meter, juce::Label& label, const juce::String& name,
                           const juce::String& hint)
{
    meter.setTitle (name + " level");
    meter.setTooltip (hint);
    label.setText (name, juce::dontSendNotification);
    label.setFont (label.getFont().withHeight (palette::captionType));
    label.setColour (juce::Label::textColourId, palette::secondText);
    label.setBorderSize ({});
    label.setAccessible (false); // the meter has its own title
    addAndMakeVisible (meter);
    addAndMakeVisible (label);
}

void SourceList::show (const plugin::DictionaryInfo& dictionary)
{
    numShown = std::min (dictionary.sources.size(), strips.size());
    for (size_t index = 0; index < strips.size(); ++index)
    {
        strips[index]->setVisible (index < numShown);
        const bool isLast = index + 1 == strips.size();
        const auto numMore = isLast ? static_cast<int> (dictionary.sources.size()) - plugin::numStrips : 0;
        if (index < numShown)
            strips[index]->show (dictionary.sources[index], numMore);
    }
    nothing.setVisible (numShown == 0);
    resized();
}

void SourceList::poll (plugin::Meters& meters)
{
    for (size_t index = 0; index < numShown; ++index)
        strips[index]->poll (meters.strips[index]);
    input.show (meters.input.take());
    mix.show (meters.mix.take());
}

void SourceList::resized()
{
    auto area = content();
    auto levels = getLocalBounds().removeFromBottom (levelsHeight).reduced (palette::margin, palette::unit);
    for (auto [meter, label] : { std::pair{ &input, &inputName }, std::pair{ &mix, &mixName } })
    {
        auto row = levels.removeFromTop (levelRow);
        label->setBounds (row.removeFromLeft (levelNameWidth));
        meter->setBounds (row.withSizeKeepingCentre (row.getWidth(), meterHeight));
    }
    nothing.setBounds (area.removeFromTop (2 * levelRow));

    view.setBounds (0, content().getY(), getWidth() - 1, getHeight() - levelsHeight - content().getY());
    const int height = static_cast<int> (numShown) * SourceStrip::height;
    const bool scrolls = height > view.getHeight();
    stack.setSize (view.getWidth() - (scrolls ? view.getScrollBarThickness() : 0), height);
    for (size_t index = 0; index < numShown; ++index)
        strips[index]->setBounds (stack.getLocalBounds()
                                      .withHeight (SourceStrip::height)
                                      .withY (static_cast<int> (index) * SourceStrip::height));
}

} // namespace unbraid::editor
