// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/OwnOutput.h"

namespace unbraid::live
{

namespace
{
constexpr double leadSeconds = 0.06;  // blocks of the engine may come that much late
constexpr int maxLeads = 3;           // in the queue
constexpr int numOwnChannels = 2;     // channels
constexpr int queueSamples = 1 << 16; // a third of a second at the highest rate
} // namespace

OwnOutput::OwnOutput()
    : queue (queueSamples)
    , samples (numOwnChannels, queueSamples)
{
}

OwnOutput::~OwnOutput()
{
    OwnOutput::close();
}

void OwnOutput::open (juce::AudioIODeviceType& type, const juce::String& otherThan, double rateHz)
{
    if (isPlaying() && device->getCurrentSampleRate() == rateHz)
        return;
    close();
    auto names = type.getDeviceNames (false);
    names.move (type.getDefaultDeviceIndex (false), 0);
    names.removeString (otherThan);
    for (const auto& name : names)
    {
        device.reset (type.createDevice (name, {}));
        if (device != nullptr && ! device->getAvailableSampleRates().isEmpty() && start (*device, rateHz))
            return;
    }
    close();
}

bool OwnOutput::start (juce::AudioIODevice& made, double rateHz)
{
    juce::BigInteger channels;
    channels.setRange (0, numOwnChannels, true);
    if (made.open ({}, channels, rateHz, made.getDefaultBufferSize()).isNotEmpty())
        return false;
    made.start (this);
    return made.isPlaying();
}

void OwnOutput::close()
{
    leadSamples = 0;
    device.reset(); // which stops it
}

bool OwnOutput::isPlaying() const
{
    return device != nullptr && device->isPlaying();
}

void OwnOutput::audioDeviceAboutToStart (juce::AudioIODevice* started)
{
    leadSamples = juce::roundToInt (leadSeconds * started->getCurrentSampleRate());
}

void OwnOutput::audioDeviceStopped()
{
    leadSamples = 0;
}

void OwnOutput::add (const juce::AudioBuffer<float>& block, int numSamples) noexcept
{
    if (queue.getNumReady() + numSamples > maxLeads * leadSamples.load (std::memory_order_relaxed))
        return;
    const auto written = queue.write (numSamples);
    for (int channel = 0; channel < numOwnChannels; ++channel)
    {
        samples.copyFrom (channel, written.startIndex1, block, channel, 0, written.blockSize1);
        samples.copyFrom (channel, written.startIndex2, block, channel, written.blockSize1,
                          written.blockSize2);
    }
}

void OwnOutput::audioDeviceIOCallbackWithContext (const float* const*, int, float* const* outputs,
                                                  int numOutputs, int numSamples,
                                                  const juce::AudioIODeviceCallbackContext&)
{
    const int numReady = queue.getNumReady();
    if (numReady >= leadSamples.load (std::memory_order_relaxed))
        isFilling = false;
    const auto read = queue.read (isFilling ? 0 : juce::jmin (numReady, numSamples));
    const int numRead = read.blockSize1 + read.blockSize2;
    isFilling = isFilling || numRead < numSamples;
    for (int channel = 0; channel < numOutputs; ++channel)
    {
        if (outputs[channel] == nullptr)
            continue;
        const auto* kept = samples.getReadPointer (juce::jmin (channel, numOwnChannels - 1));
        using Operations = juce::FloatVectorOperations;
        Operations::copy (outputs[channel], kept + read.startIndex1, read.blockSize1);
        Operations::copy (outputs[channel] + read.blockSize1, kept + read.startIndex2, read.blockSize2);
        Operations::clear (outputs[channel] + numRead, numSamples - numRead);
    }
}

} // namespace unbraid::live
