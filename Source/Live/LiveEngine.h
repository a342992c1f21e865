// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Devices/OwnOutput.h"
#include "Live/Takes/FilePlayer.h"
#include "Live/Takes/Recorder.h"
#include "Live/Takes/Rehearsal.h"
#include "Live/Takes/TestTone.h"
#include "Plugin/Model/Meters.h"

namespace unbraid::live
{

/** Callback of a sound device: its first two inputs (a single one twice) or the file -> the processor -> its first two
    outputs (summed into a single one). Nothing in between mutes but the rehearsal, while someone rehearses. Where others hear the
    device, as they do with the virtual microphone, what the user rehearses goes to `own` instead. */
class LiveEngine final : public juce::AudioIODeviceCallback
{
public:
    /** Both must outlive the engine, and no other may run the processor. [message] */
    LiveEngine (juce::AudioProcessor& processorToRun, FilePlayer& filePlayer);

    /** Blocks since the start: a device that lives makes it grow. [any] */
    [[nodiscard]] unsigned numBlocks() const noexcept { return blocks.load (std::memory_order_relaxed); }

    plugin::PeakMeter input; // microphone or file
    std::array<plugin::PeakMeter, 2> inputSides;
    plugin::PeakMeter output;

    Rehearsal rehearsal;
    TestTone tone;     // to the output alone
    Recorder recorder; // of what comes out of the processor
    OwnOutput own;     // where others hear the device; open while somebody rehearses

    /** True where others hear the device. [any] */
    [[nodiscard]] bool isHeardByOthers() const noexcept
    {
        return playsAside.load (std::memory_order_relaxed);
    }

    /** Whether the user's own output, where there is one beside the device, plays what comes out of the processor. [message] */
    void setHeardByOneself (bool shouldBe) noexcept
    {
        copiesAside.store (shouldBe, std::memory_order_relaxed);
    }

    // AudioIODeviceCallback
    void audioDeviceAboutToStart (juce::AudioIODevice* device) override;
    void audioDeviceStopped() override {}
    void audioDeviceIOCallbackWithContext (const float* const* inputs, int numInputs, float* const* outputs,
                                           int numOutputs, int numSamples,
                                           const juce::AudioIODeviceCallbackContext& context) override;

private:
    void readInputs (const float* const* inputs, int numInputs, int from, int numSamples) noexcept;
    void rehearse (int numSamples) noexcept;
    void writeOutputs (float* const* outputs, int numOutputs, int from, int numSamples) noexcept;

    juce::AudioProcessor& processor;
    FilePlayer& player;
    juce::AudioBuffer<float> chunk; // [channels x samples] the two that are played, then those of the sources
    juce::AudioBuffer<float> block; // the part of it that is used
    juce::AudioBuffer<float> aside; // [2 x samples] for `own`
    int numUsed = 2;                // channels of the processor
    juce::MidiBuffer noMidi;
    std::atomic<unsigned> blocks{ 0 };
    std::atomic<bool> playsAside{ false }, copiesAside{ false };
};

} // namespace unbraid::live
