// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <atomic>
#include <memory>

namespace unbraid::live
{

/** The user's own output beside one that others hear: a second device, which plays what the engine adds for it.

        engine's audio thread: add -> queue -> audio thread of the second device

    The queue holds `leadSeconds`. It is filled to that before it sounds, again whenever it has run dry, and drops what would make it
    much longer: the clocks of the two devices differ. */
class OwnOutput final : private juce::AudioIODeviceCallback
{
public:
    OwnOutput();
    ~OwnOutput() override;
    OwnOutput (const OwnOutput&) = delete;
    OwnOutput& operator= (const OwnOutput&) = delete;

    /** Opens the default output of a type, or the first that can be opened, but not the one of that name. One that plays at that
        rate already continues. [message] */
    void open (juce::AudioIODeviceType& type, const juce::String& otherThan, double rateHz);
    void close();
    [[nodiscard]] bool isPlaying() const;

    /** [audio] of the engine, real-time safe; without a device nothing happens */
    void add (const juce::AudioBuffer<float>& block, int numSamples) noexcept;

private:
    void audioDeviceAboutToStart (juce::AudioIODevice* started) override;
    void audioDeviceStopped() override;
    void audioDeviceIOCallbackWithContext (const float* const* inputs, int numInputs, float* const* outputs,
                                           int numOutputs, int numSamples,
                                           const juce::AudioIODeviceCallbackContext& context) override;
    [[nodiscard]] bool start (juce::AudioIODevice& made, double rateHz);

    juce::AbstractFifo queue;
    juce::AudioBuffer<float> samples;  // of the queue
    std::atomic<int> leadSamples{ 0 }; // 0: no device
    bool isFilling = true;             // the second device's
    std::unique_ptr<juce::AudioIODevice> device;
};

} // namespace unbraid::live
