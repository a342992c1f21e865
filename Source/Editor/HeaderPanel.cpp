// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/HeaderPanel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int rowHeight = 32;
constexpr int titleWidth = 88;
constexpr int buttonWidth = 80;
constexpr int latencyNameWidth = 64;
constexpr int latencyBoxWidth = 112;
constexpr int latencyTextWidth = 168;

juce::String summaryOf (const plugin::DictionaryInfo& dictionary)
{
    if (dictionary.name.isEmpty())
        return "No dictionary plays";
    juce::StringArray parts{ dictionary.isFactory ? "Factory" : "User", dictionary.summary };
    if (dictionary.isChanged)
        parts.add ("changed, not saved");
    parts.removeEmptyStrings();
    return parts.joinIntoString (juce::String::fromUTF8 (" \u00b7 "));
}

juce::String latencyOf (const plugin::PluginModel& model)
{
    if (! (model.sampleRateHz() > 0.0))
        return "not prepared yet";
    const auto samples = model.latencySamples();
    return juce::String (1000.0 * samples / model.sampleRateHz(), 1) + " ms, " + juce::String (samples) +
           " samples";
}
} // namespace

HeaderPanel::HeaderPanel (plugin::PluginModel& modelToShow)
    : Panel ({})
    , model (modelToShow)
    , dictionaryBox (model)
    , latency (*model.parameters().latency, "How long the sound is held back: longer hears finer and "
                                            "separates better. Greyed: the dictionary cannot.")
    , delta (*model.parameters().delta, "Delta", "Lets you hear what was taken away instead of what is left.")
    , bypass (*model.parameters().bypass, "Bypass", "Passes the sound unprocessed, with the same delay.")
{
    prepareLabel (title, {}, palette::text);
    title.setText ("Unbraid", juce::dontSendNotification);
    title.setFont (title.getFont().withHeight (palette::headingType).boldened());
    prepareLabel (summary, "summary", palette::secondText);
    prepareLabel (latencyName, {}, palette::secondText);
    latencyName.setText ("Latency", juce::dontSendNotification);
    latencyName.setAccessible (false); // the box has its own title
    prepareLabel (latencyText, "latency_text", palette::text);
    latencyText.setTitle ("Reported latency");
    latencyText.setTooltip ("The delay that the host is told, so that it can make up for it.");
    for (auto* child : std::initializer_list<juce::Component*>{ &dictionaryBox, &latency, &delta, &bypass })
        addAndMakeVisible (child);
}

void HeaderPanel::prepareLabel (juce::Label& label, const juce::String& id, juce::Colour colour)
{
    label.setComponentID (id);
    label.setFont (label.getFont().withHeight (palette::captionType));
    label.setColour (juce::Label::textColourId, colour);
    label.setBorderSize ({});
    label.setMinimumHorizontalScale (1.0f);
    addAndMakeVisible (label);
}

void HeaderPanel::show (const plugin::DictionaryInfo& dictionary)
{
    dictionaryBox.show (dictionary);
    summary.setText (summaryOf (dictionary), juce::dontSendNotification);
    summary.setTooltip (summary.getText());
    latency.offerOnly (dictionary.modes);
    latencyText.setText (latencyOf (model), juce::dontSendNotification);
}

void HeaderPanel::resized()
{
    auto area = content();
    auto top = area.removeFromTop (rowHeight);
    title.setBounds (top.removeFromLeft (titleWidth));
    bypass.setBounds (top.removeFromRight (buttonWidth));
    top.removeFromRight (palette::unit);
    delta.setBounds (top.removeFromRight (buttonWidth));
    dictionaryBox.setBounds (top.withTrimmedRight (3 * palette::unit));

    area.removeFromTop (palette::unit);
    auto below = area.removeFromTop (rowHeight);
    below.removeFromLeft (titleWidth);
    latencyText.setBounds (below.removeFromRight (latencyTextWidth));
    below.removeFromRight (palette::unit);
    latency.setBounds (below.removeFromRight (latencyBoxWidth).reduced (0, 2));
    latencyName.setBounds (below.removeFromRight (latencyNameWidth));
    summary.setBounds (below.withTrimmedRight (palette::unit));
}

} // namespace unbraid::editor
