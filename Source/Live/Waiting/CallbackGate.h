// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace unbraid::live
{

/** Forwards a device's callbacks to a listener that other threads exchange; silence without one. The audio thread never locks nor
    waits: whoever exchanges the listener waits for a block that is under way. */
class CallbackGate final : public juce::AudioIODeviceCallback
{
public:
    /** Null: none. After its return the former listener is no longer called. [any but audio] */
    void setTarget (juce::AudioIODeviceCallback* next)
    {
        target = next;
        while (numInside > 0) // seen by each visit that has not seen the new target
            std::this_thread::sleep_for (std::chrono::microseconds (100));
    }

    /** [audio] real-time safe where the listener is */
    void audioDeviceIOCallbackWithContext (const float* const* inputs, int numInputs, float* const* outputs,
                                           int numOutputs, int numSamples,
                                           const juce::AudioIODeviceCallbackContext& context) override
    {
        const Visit visit (*this);
        if (visit.listener != nullptr)
            return visit.listener->audioDeviceIOCallbackWithContext (inputs, numInputs, outputs, numOutputs,
                                                                     numSamples, context);
        for (int channel = 0; channel < numOutputs; ++channel)
            if (outputs[channel] != nullptr)
                juce::FloatVectorOperations::clear (outputs[channel], numSamples);
    }

    void audioDeviceAboutToStart (juce::AudioIODevice* device) override
    {
        tell ([device] (auto& listener) { listener.audioDeviceAboutToStart (device); });
    }
    void audioDeviceStopped() override
    {
        tell ([] (auto& listener) { listener.audioDeviceStopped(); });
    }
    void audioDeviceError (const juce::String& error) override
    {
        tell ([&error] (auto& listener) { listener.audioDeviceError (error); });
    }

private:
    /** Announced before it looks at the target, so that who exchanges the target either is seen or waits. */
    struct Visit
    {
        explicit Visit (CallbackGate& visited)
            : gate (visited)
        {
            ++gate.numInside;
            listener = gate.target;
        }
        ~Visit() { --gate.numInside; }
        Visit (const Visit&) = delete;
        Visit& operator= (const Visit&) = delete;

        CallbackGate& gate;
        juce::AudioIODeviceCallback* listener = nullptr;
    };

    template <class Call>
    void tell (const Call& call)
    {
        const Visit visit (*this);
        if (visit.listener != nullptr)
            call (*visit.listener);
    }

    std::atomic<juce::AudioIODeviceCallback*> target{ nullptr };
    std::atomic<int> numInside{ 0 };
};

} // namespace unbraid::live
