// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/PatientDevices.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace unbraid::live
{

namespace
{
using std::chrono::milliseconds;

constexpr auto noAnswer = "the device does not answer";

/** Runs a function on a thread of its own. False: it did not end in time, and continues alone with what it owns. */
bool endsWithin (milliseconds patience, std::function<void()> work)
{
    struct End
    {
        std::mutex guard;
        std::condition_variable reached;
        bool isReached = false;
    };
    auto end = std::make_shared<End>();
    std::thread (
        [end, todo = std::move (work)]() mutable
        {
            todo();
            todo = nullptr; // what it owns is freed before the end is reported
            const std::scoped_lock locked (end->guard);
            end->isReached = true;
            end->reached.notify_one();
        })
        .detach();
    std::unique_lock locked (end->guard);
    return end->reached.wait_for (locked, patience, [&end] { return end->isReached; });
}

/** Forwards a device's callbacks to a listener, so that an abandoned device reaches none. */
class CallbackGate : public juce::AudioIODeviceCallback
{
public:
    /** Sets the listener; null: none. Waits for a block that is under way. [message] */
    void setTarget (juce::AudioIODeviceCallback* next)
    {
        const std::scoped_lock locked (guard);
        target = next;
    }

    void audioDeviceIOCallbackWithContext (const float* const* inputs, int numInputs, float* const* outputs,
                                           int numOutputs, int numSamples,
                                           const juce::AudioIODeviceCallbackContext& context) override
    {
        const std::unique_lock locked (guard, std::try_to_lock);
        if (locked.owns_lock() && target != nullptr)
            return target->audioDeviceIOCallbackWithContext (inputs, numInputs, outputs, numOutputs,
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
    template <class Call>
    void tell (const Call& call)
    {
        const std::scoped_lock locked (guard);
        if (target != nullptr)
            call (*target);
    }

    std::mutex guard; // the audio thread only tries it
    juce::AudioIODeviceCallback* target = nullptr;
};

/** A device and its gate, which live as long as any thread works on them. */
struct Held
{
    CallbackGate gate;
    std::unique_ptr<juce::AudioIODevice> device;
};

class PatientDevice final : public juce::AudioIODevice
{
public:
    PatientDevice (std::shared_ptr<Held> heldDevice, milliseconds howPatient)
        : AudioIODevice (heldDevice->device->getName(), heldDevice->device->getTypeName())
        , held (std::move (heldDevice))
        , patience (howPatient)
    {
    }

    ~PatientDevice() override
    {
        if (held == nullptr)
            return;
        stop();
        (void)endsWithin (patience, [last = std::exchange (held, nullptr)] { last->device->close(); });
    }

    /** null: given up */
    juce::AudioIODevice* device() const { return held == nullptr ? nullptr : held->device.get(); }

    juce::String open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                       int bufferSamples) override
    {
        const auto error = std::make_shared<juce::String>();
        const bool isDone =
            tryTo ([error, inputs, outputs, rateHz, bufferSamples] (juce::AudioIODevice& opened)
                   { *error = opened.open (inputs, outputs, rateHz, bufferSamples); });
        return isDone ? *error : juce::String (noAnswer);
    }

    void close() override
    {
        stop();
        (void)tryTo ([] (juce::AudioIODevice& closed) { closed.close(); });
    }

    void start (juce::AudioIODeviceCallback* callback) override
    {
        if (held == nullptr)
            return;
        held->gate.setTarget (callback);
        held->device->start (&held->gate);
    }

    void stop() override
    {
        if (held == nullptr)
            return;
        (void)tryTo ([] (juce::AudioIODevice& stopped) { stopped.stop(); });
        if (held != nullptr)
            held->gate.setTarget (nullptr);
    }

    juce::StringArray getOutputChannelNames() override
    {
        return ask<juce::StringArray> (&AudioIODevice::getOutputChannelNames);
    }
    juce::StringArray getInputChannelNames() override
    {
        return ask<juce::StringArray> (&AudioIODevice::getInputChannelNames);
    }
    juce::Array<double> getAvailableSampleRates() override
    {
        return ask<juce::Array<double>> (&AudioIODevice::getAvailableSampleRates);
    }
    juce::Array<int> getAvailableBufferSizes() override
    {
        return ask<juce::Array<int>> (&AudioIODevice::getAvailableBufferSizes);
    }
    int getDefaultBufferSize() override { return ask<int> (&AudioIODevice::getDefaultBufferSize); }
    bool isOpen() override { return ask<bool> (&AudioIODevice::isOpen); }
    bool isPlaying() override { return ask<bool> (&AudioIODevice::isPlaying); }
    int getCurrentBufferSizeSamples() override
    {
        return ask<int> (&AudioIODevice::getCurrentBufferSizeSamples);
    }
    double getCurrentSampleRate() override { return ask<double> (&AudioIODevice::getCurrentSampleRate); }
    int getCurrentBitDepth() override { return ask<int> (&AudioIODevice::getCurrentBitDepth); }
    int getOutputLatencyInSamples() override { return ask<int> (&AudioIODevice::getOutputLatencyInSamples); }
    int getInputLatencyInSamples() override { return ask<int> (&AudioIODevice::getInputLatencyInSamples); }
    juce::BigInteger getActiveOutputChannels() const override
    {
        return held == nullptr ? juce::BigInteger() : held->device->getActiveOutputChannels();
    }
    juce::BigInteger getActiveInputChannels() const override
    {
        return held == nullptr ? juce::BigInteger() : held->device->getActiveInputChannels();
    }
    int getXRunCount() const noexcept override { return held == nullptr ? 0 : held->device->getXRunCount(); }

    juce::String getLastError() override
    {
        return held == nullptr ? juce::String (noAnswer) : held->device->getLastError();
    }

private:
    /** False: it was given up. */
    bool tryTo (const std::function<void (juce::AudioIODevice&)>& call)
    {
        if (held == nullptr)
            return false;
        if (endsWithin (patience, [call, kept = held] { call (*kept->device); }))
            return true;
        held->gate.setTarget (nullptr);
        held = nullptr;
        return false;
    }

    template <class Answer>
    Answer ask (Answer (AudioIODevice::*question)())
    {
        return held == nullptr ? Answer{} : (held->device.get()->*question)();
    }

    std::shared_ptr<Held> held; // null: given up
    const milliseconds patience;
};

class PatientType final : public juce::AudioIODeviceType
{
public:
    PatientType (std::unique_ptr<juce::AudioIODeviceType> typeToAsk, milliseconds howPatient)
        : AudioIODeviceType (typeToAsk->getTypeName())
        , type (std::move (typeToAsk))
        , patience (howPatient)
    {
    }

    void scanForDevices() override
    {
        constexpr int longer = 3; // than one device
        (void)tryTo ([] (AudioIODeviceType& scanned) { scanned.scanForDevices(); }, longer * patience);
    }

    juce::StringArray getDeviceNames (bool wantInputs) const override
    {
        return type == nullptr ? juce::StringArray() : type->getDeviceNames (wantInputs);
    }

    int getDefaultDeviceIndex (bool forInput) const override
    {
        return type == nullptr ? -1 : type->getDefaultDeviceIndex (forInput);
    }

    int getIndexOfDevice (juce::AudioIODevice* device, bool asInput) const override
    {
        auto* ours = dynamic_cast<PatientDevice*> (device);
        return type == nullptr || ours == nullptr || ours->device() == nullptr
                   ? -1
                   : type->getIndexOfDevice (ours->device(), asInput);
    }

    bool hasSeparateInputsAndOutputs() const override
    {
        return type == nullptr || type->hasSeparateInputsAndOutputs();
    }

    juce::AudioIODevice* createDevice (const juce::String& output, const juce::String& input) override
    {
        const auto made = std::make_shared<Held>();
        const bool isDone = tryTo ([made, output, input] (AudioIODeviceType& maker)
                                   { made->device.reset (maker.createDevice (output, input)); },
                                   patience);
        return isDone && made->device != nullptr ? new PatientDevice (made, patience) : nullptr;
    }

private:
    bool tryTo (const std::function<void (AudioIODeviceType&)>& call, milliseconds time)
    {
        if (type != nullptr && endsWithin (time, [call, kept = type] { call (*kept); }))
            return true;
        type = nullptr;
        return false;
    }

    std::shared_ptr<AudioIODeviceType> type; // null: given up
    const milliseconds patience;
};
} // namespace

std::unique_ptr<juce::AudioIODeviceType> patientType (std::unique_ptr<juce::AudioIODeviceType> type,
                                                      std::chrono::milliseconds patience)
{
    return std::make_unique<PatientType> (std::move (type), patience);
}

} // namespace unbraid::live
