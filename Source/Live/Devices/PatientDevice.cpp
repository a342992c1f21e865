// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/PatientDevice.h"

#include "Core/Support/Caught.h"

namespace unbraid::live
{

namespace
{
using State = PatientCall::State;

constexpr auto noAnswer = "the device does not answer";
constexpr auto notThere = "No such device";
constexpr int looksForEndMs = 20; // of an opening
constexpr int likelyBufferSamples = 512;

/** Of a device that is still being made. */
const juce::Array<double> likelyRates{ 44100.0, 48000.0, 88200.0, 96000.0, 176400.0, 192000.0 };
const juce::Array<int> likelyBuffers{ 32,  48,  64,  96,  128,  192,  240,  256, 384,
                                      480, 512, 768, 960, 1024, 1536, 2048, 4096 };
} // namespace

std::shared_ptr<PatientCall> PatientCalls::run (std::function<void()> work, int timesLonger)
{
    const bool wasPending = newest != nullptr && newest->state() == State::pending;
    newest = PatientCall::start (newest, timesLonger * patience->longest, std::move (work));
    if (patience->mayWait)
        newest->await();
    else if (! wasPending) // else the glance is over
        newest->await (patience->glance);
    return newest;
}

PatientDevice::PatientDevice (const Names& itsNames, std::shared_ptr<PatientCalls> itsCalls,
                              std::shared_ptr<HeldDevice> itsDevice, std::shared_ptr<PatientCall> itsMaking)
    : AudioIODevice (itsNames.output.isEmpty() ? itsNames.input : itsNames.output, itsNames.type)
    , names (itsNames)
    , calls (std::move (itsCalls))
    , held (std::move (itsDevice))
    , call (itsMaking)
    , making (std::move (itsMaking))
{
}

/** The device is closed and freed on the thread of the call. */
PatientDevice::~PatientDevice()
{
    PatientDevice::stop();
    giveUpIfLost();
    if (held == nullptr)
        return;
    (void)calls->run (
        [last = std::exchange (held, nullptr)]
        {
            if (last->device != nullptr && ! last->isInCall)
                last->device->close();
        });
}

PatientCall::State PatientDevice::ask (std::function<void (juce::AudioIODevice&)> question)
{
    giveUpIfLost();
    if (held == nullptr)
        return State::lost;
    call = calls->run (
        [kept = held, asked = std::move (question)]
        {
            if (kept->device == nullptr || kept->isInCall.exchange (true))
                return; // the call before was given up
            asked (*kept->device);
            kept->isInCall = false;
        });
    const auto state = call->state();
    giveUpIfLost();
    return state;
}

bool PatientDevice::isPending() const
{
    return call->state() == State::pending;
}

void PatientDevice::giveUpIfLost() const
{
    calls->isTypeLost = calls->isTypeLost || making->state() == State::lost;
    if (held == nullptr)
        return;
    const auto state = call->state();
    const bool isStuck = state == State::ended && held->isInCall; // in a call before it
    if (state != State::lost && ! isStuck && ! calls->isTypeLost)
        return;
    held->gate.setTarget (nullptr);
    held = nullptr;
}

juce::AudioIODevice* PatientDevice::device() const
{
    giveUpIfLost();
    return held == nullptr || isPending() ? nullptr : held->device.get();
}

juce::String PatientDevice::open (const juce::BigInteger& inputs, const juce::BigInteger& outputs,
                                  double rateHz, int bufferSamples)
{
    giveUpIfLost();
    if (held == nullptr)
        return noAnswer;
    opening = std::make_shared<Opening>();
    *opening = { inputs, outputs, rateHz, bufferSamples, notThere };
    isOpened = true;
    openError.clear();
    const auto state = ask (
        [asked = opening] (juce::AudioIODevice& opened)
        {
            const auto tried = core::caught (
                "the device cannot be opened", opened.getName().toStdString(),
                [&]() -> core::Result<juce::String>
                { return opened.open (asked->inputs, asked->outputs, asked->rateHz, asked->bufferSamples); });
            asked->error = tried.ok() ? tried.value() : juce::String (tried.error().message());
        });
    if (state == State::pending)
    {
        startTimer (looksForEndMs);
        return {};
    }
    const auto done = std::exchange (opening, nullptr);
    return state == State::ended ? done->error : juce::String (noAnswer);
}

void PatientDevice::timerCallback()
{
    giveUpIfLost();
    if (held != nullptr && isPending())
        return;
    stopTimer();
    finishOpening();
}

/** It plays now, if somebody has wanted that meanwhile. */
void PatientDevice::finishOpening()
{
    const auto done = std::exchange (opening, nullptr);
    openError = held == nullptr ? juce::String (noAnswer) : done == nullptr ? juce::String() : done->error;
    if (openError.isEmpty() && listener != nullptr)
        startNow();
    else
        listener = nullptr;
}

void PatientDevice::start (juce::AudioIODeviceCallback* callback)
{
    giveUpIfLost();
    if (held == nullptr || callback == nullptr)
        return;
    listener = callback;
    if (opening == nullptr)
        startNow();
}

void PatientDevice::startNow()
{
    auto* opened = device();
    if (opened == nullptr)
        return;
    isStarted = true;
    held->gate.setTarget (listener);
    opened->start (&held->gate);
}

void PatientDevice::stop()
{
    listener = nullptr;
    if (! std::exchange (isStarted, false) || held == nullptr)
        return;
    (void)ask ([] (juce::AudioIODevice& stopped) { stopped.stop(); });
    if (held != nullptr)
        held->gate.setTarget (nullptr);
}

void PatientDevice::close()
{
    stop();
    stopTimer();
    opening = nullptr;
    giveUpIfLost();
    if (std::exchange (isOpened, false) && held != nullptr)
        (void)ask ([] (juce::AudioIODevice& closed) { closed.close(); });
}

juce::String PatientDevice::getLastError()
{
    giveUpIfLost();
    if (held == nullptr)
        return noAnswer;
    if (openError.isNotEmpty())
        return openError;
    auto* free = device();
    return free == nullptr ? juce::String() : free->getLastError();
}

bool PatientDevice::isOpen()
{
    auto* free = device();
    return opening != nullptr ? held != nullptr : free != nullptr && free->isOpen();
}

bool PatientDevice::isPlaying()
{
    auto* free = device();
    return opening != nullptr ? held != nullptr && listener != nullptr : free != nullptr && free->isPlaying();
}

juce::StringArray PatientDevice::getOutputChannelNames()
{
    if (auto* free = device())
        return free->getOutputChannelNames();
    return held == nullptr || names.output.isEmpty() ? juce::StringArray() : juce::StringArray{ "1", "2" };
}

juce::StringArray PatientDevice::getInputChannelNames()
{
    if (auto* free = device())
        return free->getInputChannelNames();
    return held == nullptr || names.input.isEmpty() ? juce::StringArray() : juce::StringArray{ "1", "2" };
}

juce::Array<double> PatientDevice::getAvailableSampleRates()
{
    if (auto* free = device())
        return free->getAvailableSampleRates();
    return held == nullptr ? juce::Array<double>() : likelyRates;
}

juce::Array<int> PatientDevice::getAvailableBufferSizes()
{
    if (auto* free = device())
        return free->getAvailableBufferSizes();
    return held == nullptr ? juce::Array<int>() : likelyBuffers;
}

int PatientDevice::getDefaultBufferSize()
{
    auto* free = device();
    return free == nullptr ? likelyBufferSamples : free->getDefaultBufferSize();
}

int PatientDevice::getCurrentBufferSizeSamples()
{
    auto* free = device();
    return opening != nullptr ? opening->bufferSamples
           : free == nullptr  ? 0
                              : free->getCurrentBufferSizeSamples();
}

double PatientDevice::getCurrentSampleRate()
{
    auto* free = device();
    return opening != nullptr ? opening->rateHz : free == nullptr ? 0.0 : free->getCurrentSampleRate();
}

int PatientDevice::getCurrentBitDepth()
{
    auto* free = device();
    return free == nullptr ? 0 : free->getCurrentBitDepth();
}

int PatientDevice::getOutputLatencyInSamples()
{
    auto* free = device();
    return free == nullptr ? 0 : free->getOutputLatencyInSamples();
}

int PatientDevice::getInputLatencyInSamples()
{
    auto* free = device();
    return free == nullptr ? 0 : free->getInputLatencyInSamples();
}

juce::BigInteger PatientDevice::getActiveOutputChannels() const
{
    auto* free = device();
    return opening != nullptr ? opening->outputs
           : free == nullptr  ? juce::BigInteger()
                              : free->getActiveOutputChannels();
}

juce::BigInteger PatientDevice::getActiveInputChannels() const
{
    auto* free = device();
    return opening != nullptr ? opening->inputs
           : free == nullptr  ? juce::BigInteger()
                              : free->getActiveInputChannels();
}

int PatientDevice::getXRunCount() const noexcept
{
    auto* free = device();
    return free == nullptr ? 0 : free->getXRunCount();
}

} // namespace unbraid::live
