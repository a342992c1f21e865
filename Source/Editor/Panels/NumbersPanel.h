// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Figures of the engine, row by row: sample rate, window and hop, updates, latency, time, dropped frames. */
class NumbersPanel : public juce::Component
{
public:
    static constexpr int width = 304;
    static constexpr int height = 36 + 7 * 24 + 8;

    /** [message] */
    NumbersPanel();

    /** [message] */
    void show (const plugin::EngineNumbers& numbers);

    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::StringPairArray rows;
};

/** "20.0 ms · 882 samples"; no time before the host has prepared. */
juce::String latencyText (const plugin::EngineNumbers& numbers);

/** "3.1 % · 9.4 %": the mean share of a block's time and the worst of the last seconds. */
juce::String loadText (const plugin::EngineNumbers& numbers);

/** Facts about the sound from the program around an editor; a plugin's host tells nothing of it. */
struct ProgramNumbers
{
    enum class Latency
    {
        notHere, // that of the engine is shown
        measuring,
        known
    };
    Latency latency = Latency::notHere;
    double inToOutMs = 0.0; // from microphone to loudspeaker
    double load = 0.0;      // share of one core that the whole program uses
};

/** "20 ms · CPU 3 %": what stands in a corner; nothing before the host has prepared. With the numbers of a program its own: "33 ms
    in to out · CPU 12 %", or "measuring · CPU 12 %". */
juce::String quietText (const plugin::EngineNumbers& numbers,
                        const std::optional<ProgramNumbers>& program = {});

/** Explanation of a row; it keeps still, or no tooltip would come. */
juce::String quietHelp (bool isOfProgram);

/** "1,024". */
juce::String withThousands (int number);

} // namespace unbraid::editor
