// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Live/Waiting/CallbackGate.h"
#include "Live/Waiting/OpeningDevice.h"
#include "Live/Waiting/Patience.h"
#include "Live/Waiting/PatientCall.h"

#include <atomic>
#include <functional>
#include <memory>

namespace unbraid::live
{

/** The calls of a type and its devices, one after another. [message] */
struct PatientCalls
{
    explicit PatientCalls (std::shared_ptr<const Patience> howPatient)
        : patience (std::move (howPatient))
    {
    }

    /** Begins a call after those before it, and waits as long as it may. */
    std::shared_ptr<PatientCall> run (std::function<void()> work, int timesLonger = 1);

    const std::shared_ptr<const Patience> patience;
    std::shared_ptr<PatientCall> newest;
    bool isTypeLost = false; // a call of the type itself was given up
};

/** A device and its gate, which live as long as any thread works on them. */
struct HeldDevice
{
    CallbackGate gate;
    std::unique_ptr<juce::AudioIODevice> device;
    std::atomic<bool> isInCall{ false }; // for ever, where one does not return
};

/** A device of `patientType`. While it is being made or opened it answers with what was asked for. */
class PatientDevice final : public juce::AudioIODevice, public OpeningDevice, private juce::Timer
{
public:
    struct Names
    {
        juce::String type, input, output;
    };

    /** making  the call that makes the device in `itsDevice` */
    PatientDevice (const Names& itsNames, std::shared_ptr<PatientCalls> itsCalls,
                   std::shared_ptr<HeldDevice> itsDevice, std::shared_ptr<PatientCall> making);
    ~PatientDevice() override;

    /** Null: given up, or a call is pending. */
    [[nodiscard]] juce::AudioIODevice* device() const;

    [[nodiscard]] bool isOpening() const override { return opening != nullptr && held != nullptr; }

    // AudioIODevice
    juce::String open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                       int bufferSamples) override;
    void close() override;
    void start (juce::AudioIODeviceCallback* callback) override;
    void stop() override;
    juce::String getLastError() override;
    bool isOpen() override;
    bool isPlaying() override;
    juce::StringArray getOutputChannelNames() override;
    juce::StringArray getInputChannelNames() override;
    juce::Array<double> getAvailableSampleRates() override;
    juce::Array<int> getAvailableBufferSizes() override;
    int getDefaultBufferSize() override;
    int getCurrentBufferSizeSamples() override;
    double getCurrentSampleRate() override;
    int getCurrentBitDepth() override;
    int getOutputLatencyInSamples() override;
    int getInputLatencyInSamples() override;
    juce::BigInteger getActiveOutputChannels() const override;
    juce::BigInteger getActiveInputChannels() const override;
    int getXRunCount() const noexcept override;

private:
    struct Opening
    {
        juce::BigInteger inputs, outputs;
        double rateHz = 0.0;
        int bufferSamples = 0;
        juce::String error; // written by the call
    };

    void timerCallback() override;
    PatientCall::State ask (std::function<void (juce::AudioIODevice&)> call);
    [[nodiscard]] bool isPending() const;
    void giveUpIfLost() const;
    void finishOpening();
    void startNow();

    const Names names;
    const std::shared_ptr<PatientCalls> calls;
    mutable std::shared_ptr<HeldDevice> held; // null: given up
    std::shared_ptr<PatientCall> call;        // the newest of this device
    const std::shared_ptr<PatientCall> making;
    std::shared_ptr<Opening> opening; // null: nothing is being opened
    juce::AudioIODeviceCallback* listener = nullptr;
    bool isStarted = false, isOpened = false;
    juce::String openError; // of an opening that nobody waited for
};

} // namespace unbraid::live
