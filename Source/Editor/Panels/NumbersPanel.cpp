// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/NumbersPanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::editor
{

namespace
{
constexpr float headHeight = 36.0f;
constexpr float rowHeight = 24.0f;

juce::String percent (double share)
{
    return juce::String (100.0 * share, 1) + " %";
}

juce::String timeText (const plugin::EngineNumbers& numbers)
{
    const double hopMs = 1000.0 * numbers.hop / numbers.sampleRateHz;
    return juce::String (1000.0 * numbers.frameSeconds, 2) + " ms of " + juce::String (hopMs, 1) + " ms";
}
} // namespace

juce::String withThousands (int number)
{
    auto text = juce::String (std::abs (number));
    for (int at = text.length() - 3; at > 0; at -= 3)
        text = text.substring (0, at) + "," + text.substring (at);
    return (number < 0 ? "-" : "") + text;
}

juce::String latencyText (const plugin::EngineNumbers& numbers)
{
    if (! (numbers.sampleRateHz > 0.0))
        return withThousands (numbers.latencySamples) + " samples";
    return juce::String (1000.0 * numbers.latencySamples / numbers.sampleRateHz, 1) + " ms" + dot() +
           withThousands (numbers.latencySamples) + " samples";
}

juce::String loadText (const plugin::EngineNumbers& numbers)
{
    return percent (numbers.load) + dot() + percent (numbers.worstLoad);
}

juce::String quietText (const plugin::EngineNumbers& numbers, const std::optional<ProgramNumbers>& program)
{
    using Latency = ProgramNumbers::Latency;
    if (! (numbers.sampleRateHz > 0.0))
        return {};
    const auto milliseconds = [] (double ms) { return juce::String (juce::roundToInt (ms)) + " ms"; };
    const auto latency = program ? program->latency : Latency::notHere;
    const auto first = latency == Latency::measuring ? juce::String ("measuring")
                       : latency == Latency::known
                           ? milliseconds (program->inToOutMs) + " in to out"
                           : milliseconds (1000.0 * numbers.latencySamples / numbers.sampleRateHz);
    const double load = program ? program->load : numbers.load;
    return first + dot() + "CPU " + juce::String (juce::roundToInt (100.0 * load)) + " %";
}

juce::String quietHelp (bool isOfProgram)
{
    return isOfProgram
               ? "CPU: what all of Unbraid uses of one core, as system monitors show it. Lab's numbers have "
                 "the share of the audio callback."
               : "Latency, and processing time in percent of a block's duration.";
}

NumbersPanel::NumbersPanel()
{
    setComponentID ("numbers");
    setTitle ("Numbers");
    setSize (width, height);
}

void NumbersPanel::show (const plugin::EngineNumbers& numbers)
{
    juce::StringPairArray wanted (false);
    const bool isReady = numbers.sampleRateHz > 0.0;
    const bool hasFrames = isReady && numbers.hop > 0;
    const juce::String none = juce::String::fromUTF8 ("\xe2\x80\x93");
    wanted.set ("Sample rate", isReady ? rateText (numbers.sampleRateHz) : none);
    wanted.set ("Window" + dot() + "hop",
                hasFrames ? withThousands (numbers.window) + dot() + withThousands (numbers.hop) + " samples"
                          : none);
    wanted.set ("Updates per frame",
                hasFrames ? juce::String (numbers.updates) + (numbers.areUpdatesTrained ? ", trained" : "")
                          : none);
    wanted.set ("Latency", isReady ? latencyText (numbers) : none);
    wanted.set ("CPU" + dot() + "worst callback", isReady ? loadText (numbers) : none);
    wanted.set ("Time per frame", hasFrames ? timeText (numbers) : none);
    wanted.set ("Late blocks", juce::String (numbers.numLate));
    if (wanted == rows)
        return;
    rows = wanted;
    repaint();
}

void NumbersPanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto area = getLocalBounds().toFloat().reduced (static_cast<float> (measures::margin), 0.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, "Numbers", area.removeFromTop (headHeight), fonts::name());
    for (const auto& name : rows.getAllKeys())
    {
        const auto row = area.removeFromTop (rowHeight);
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, name, row, fonts::body());
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, rows[name], row, fonts::value());
    }
}

std::unique_ptr<juce::AccessibilityHandler> NumbersPanel::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::staticText,
                        [this]
                        {
                            juce::StringArray lines;
                            for (const auto& name : rows.getAllKeys())
                                lines.add (name + " " + rows[name]);
                            return lines.joinIntoString (", ");
                        });
}

} // namespace unbraid::editor
