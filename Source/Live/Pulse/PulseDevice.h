// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Pulse/PulseStreams.h"
#include "Live/Pulse/PulseWatch.h"
#include "Live/Waiting/OpeningDevice.h"
#include "Live/Waiting/Patience.h"

namespace unbraid::live
{

/** A microphone and an output of the sound server. It follows what the system takes by default, and moves that the user makes
    in the server's own mixer; moved to its own output, or because its end is gone, it stops. Opening and closing give up
    after a while, whatever the server does; where the message thread must not wait, a device that is still being opened
    counts as open. All but the latencies for the message thread. */
class PulseDevice final : public juce::AudioIODevice, public OpeningDevice, private juce::Timer
{
public:
    /** inputName, outputName  as `shownNames` has them; empty: none */
    PulseDevice (std::shared_ptr<PulseWatch> itsWatch, std::shared_ptr<const Patience> howPatient,
                 const juce::String& inputName, const juce::String& outputName);
    ~PulseDevice() override;

    [[nodiscard]] bool isOpening() const override { return opening.valid(); }
    [[nodiscard]] bool isMeasuring() const override
    {
        return isOpening() || (streams != nullptr && ! streams->isLatencyMeasured());
    }
    [[nodiscard]] const juce::String& endName (bool isInput) const
    {
        return isInput ? inputName : outputName;
    }
    [[nodiscard]] juce::String inputInUse() const override;
    [[nodiscard]] juce::String outputInUse() const override;

    // AudioIODevice
    juce::StringArray getOutputChannelNames() override { return channelNames (outputName); }
    juce::StringArray getInputChannelNames() override { return channelNames (inputName); }
    juce::Array<double> getAvailableSampleRates() override;
    juce::Array<int> getAvailableBufferSizes() override;
    int getDefaultBufferSize() override;
    juce::String open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                       int bufferSamples) override;
    void close() override;
    bool isOpen() override { return streams != nullptr; }
    void start (juce::AudioIODeviceCallback* next) override;
    void stop() override;
    bool isPlaying() override;
    juce::String getLastError() override { return lastError; }
    int getCurrentBufferSizeSamples() override { return blockSamples; }
    double getCurrentSampleRate() override { return rate; }
    int getCurrentBitDepth() override { return 32; }
    juce::BigInteger getActiveOutputChannels() const override { return activeOutputs; }
    juce::BigInteger getActiveInputChannels() const override { return activeInputs; }
    int getOutputLatencyInSamples() override { return streams == nullptr ? 0 : streams->outputLatency(); }
    int getInputLatencyInSamples() override { return streams == nullptr ? 0 : streams->inputLatency(); }
    int getXRunCount() const noexcept override { return streams == nullptr ? -1 : streams->numDropouts(); }

private:
    /** The ends that the names mean now. */
    [[nodiscard]] std::optional<PulseStreams::Ends> meant (const PulseEnds& ends) const;
    void timerCallback() override;
    void follow (const PulseEnds& ends);
    void judgeMove (const PulseEnds& ends, const PulseStreams::Ends& moved);
    juce::String connect (const PulseStreams::Ends& ends);
    void noteOpened();
    void disconnect();
    [[nodiscard]] static juce::StringArray channelNames (const juce::String& device);

    const std::shared_ptr<PulseWatch> watch;
    const std::shared_ptr<const Patience> patience;
    const juce::String inputName, outputName;
    std::shared_ptr<PulseThread> thread;
    std::shared_ptr<PulseStreams> streams;
    PulseStreams::Ends opened;
    std::future<std::string> opening; // its error; not valid: nothing is being opened
    std::chrono::steady_clock::time_point openBy;
    std::optional<PulseStreams::Ends> pendingMove;
    bool isFollowing = true; // what the names mean; false once the user has moved a stream
    juce::AudioIODeviceCallback* callback = nullptr;
    juce::BigInteger activeInputs, activeOutputs;
    double rate = 0.0;
    int blockSamples = 0;
    juce::String lastError;
    mutable juce::String knownInput, knownOutput;
};

} // namespace unbraid::live
