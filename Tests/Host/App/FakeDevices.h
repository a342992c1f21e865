// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Devices/LiveDevices.h"

#include <map>
#include <vector>

namespace unbraid::test
{

/** The sound hardware of a test: what is plugged in, and the blocks it hands over on request. */
struct Hardware
{
    juce::StringArray inputs{ "Desk Microphone", "Headset" };
    juce::StringArray outputs{ "Desk Speakers", "Headset" };
    int numChannels = 2; // of every device
    juce::AudioIODeviceCallback* running = nullptr;
    std::map<juce::String, juce::AudioIODeviceCallback*>
        playing; // the outputs that are open without a microphone

    /** One block through the running device, if there is one. */
    std::vector<std::vector<float>> pump (const std::vector<std::vector<float>>& input, int numOutputs,
                                          int numSamples) const
    {
        return pumpThrough (running, input, numOutputs, numSamples);
    }

    /** One block through an output that is open without a microphone. */
    std::vector<std::vector<float>> pumpOutput (const juce::String& name, int numSamples) const
    {
        const auto found = playing.find (name);
        return pumpThrough (found == playing.end() ? nullptr : found->second, {}, 2, numSamples);
    }

    static std::vector<std::vector<float>> pumpThrough (juce::AudioIODeviceCallback* callback,
                                                        const std::vector<std::vector<float>>& input,
                                                        int numOutputs, int numSamples)
    {
        std::vector<std::vector<float>> output (static_cast<size_t> (numOutputs),
                                                std::vector<float> (static_cast<size_t> (numSamples), 7.0f));
        std::vector<const float*> from;
        std::vector<float*> to;
        from.reserve (input.size());
        to.reserve (output.size());
        for (const auto& channel : input)
            from.push_back (channel.data());
        for (auto& channel : output)
            to.push_back (channel.data());
        if (callback != nullptr)
            callback->audioDeviceIOCallbackWithContext (from.data(), static_cast<int> (from.size()),
                                                        to.data(), numOutputs, numSamples, {});
        return output;
    }
};

/** A device that hands over blocks when its Hardware is pumped, as long as it is plugged in. */
class FakeDevice : public juce::AudioIODevice
{
public:
    FakeDevice (Hardware& itsHardware, const juce::String& inputName, const juce::String& outputName)
        : AudioIODevice (outputName.isEmpty() ? inputName : outputName, "Fake")
        , hardware (itsHardware)
        , input (inputName)
        , output (outputName)
    {
    }
    ~FakeDevice() override { FakeDevice::close(); }

    juce::StringArray getOutputChannelNames() override { return channelNames (output); }
    juce::StringArray getInputChannelNames() override { return channelNames (input); }
    juce::Array<double> getAvailableSampleRates() override { return { 44100.0, 48000.0 }; }
    juce::Array<int> getAvailableBufferSizes() override { return { 128, 256 }; }
    int getDefaultBufferSize() override { return 256; }
    juce::String open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                       int bufferSamples) override
    {
        if (! hardware.outputs.contains (output))
            return "it is not there";
        activeInputs = inputs;
        activeOutputs = outputs;
        rate = rateHz;
        samples = bufferSamples;
        isDeviceOpen = true;
        return {};
    }
    void close() override
    {
        stop();
        isDeviceOpen = false;
    }
    bool isOpen() override { return isDeviceOpen; }
    void start (juce::AudioIODeviceCallback* callback) override
    {
        callback->audioDeviceAboutToStart (this);
        own = callback;
        (isSecond() ? hardware.playing[output] : hardware.running) = callback;
    }
    void stop() override
    {
        if (own == nullptr)
            return;
        if (hardware.running == own)
            hardware.running = nullptr;
        if (isSecond())
            hardware.playing.erase (output);
        std::exchange (own, nullptr)->audioDeviceStopped();
    }
    bool isPlaying() override { return own != nullptr && hardware.outputs.contains (output); }
    juce::String getLastError() override { return {}; }
    int getCurrentBufferSizeSamples() override { return samples; }
    double getCurrentSampleRate() override { return rate; }
    int getCurrentBitDepth() override { return 32; }
    juce::BigInteger getActiveOutputChannels() const override { return activeOutputs; }
    juce::BigInteger getActiveInputChannels() const override { return activeInputs; }
    int getOutputLatencyInSamples() override { return samples; }
    int getInputLatencyInSamples() override { return samples; }

private:
    [[nodiscard]] bool isSecond() const { return input.isEmpty() && ! hardware.inputs.isEmpty(); }
    [[nodiscard]] juce::StringArray channelNames (const juce::String& device) const
    {
        juce::StringArray names;
        for (int channel = 1; channel <= (device.isEmpty() ? 0 : hardware.numChannels); ++channel)
            names.add (juce::String (channel));
        return names;
    }

    Hardware& hardware;
    const juce::String input, output;
    juce::AudioIODeviceCallback* own = nullptr;
    juce::BigInteger activeInputs, activeOutputs;
    double rate = 0.0;
    int samples = 0;
    bool isDeviceOpen = false;
};

/** Lists what is plugged in when it is looked through first, and never again, as ALSA's does. */
class FakeType : public juce::AudioIODeviceType
{
public:
    explicit FakeType (Hardware& itsHardware)
        : AudioIODeviceType ("Fake")
        , hardware (itsHardware)
    {
    }
    void scanForDevices() override
    {
        if (std::exchange (hasScanned, true))
            return;
        inputs = hardware.inputs;
        outputs = hardware.outputs;
    }
    juce::StringArray getDeviceNames (bool wantInputNames) const override
    {
        return wantInputNames ? inputs : outputs;
    }
    int getDefaultDeviceIndex (bool) const override { return 0; }
    int getIndexOfDevice (juce::AudioIODevice* device, bool asInput) const override
    {
        return getDeviceNames (asInput).indexOf (device->getName());
    }
    bool hasSeparateInputsAndOutputs() const override { return true; }
    juce::AudioIODevice* createDevice (const juce::String& outputName, const juce::String& inputName) override
    {
        return new FakeDevice (hardware, inputName, outputName);
    }

private:
    Hardware& hardware;
    juce::StringArray inputs, outputs;
    bool hasScanned = false;
};

inline live::DeviceTypesFactory typesOf (Hardware& hardware)
{
    return [&hardware] (juce::OwnedArray<juce::AudioIODeviceType>& list)
    { list.add (new FakeType (hardware)); };
}

} // namespace unbraid::test
