// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveEngine.h"

#include "Live/Pulse/PulseChoice.h"

namespace unbraid::live
{

namespace
{
constexpr int numSides = 2;
constexpr int maxChannels = numSides * (1 + plugin::numStrips);
constexpr int chunkSamples = 512; // a device's block may be larger, and larger than it said

/** Of what is played. */
float magnitudeOf (const juce::AudioBuffer<float>& chunk, int numSamples) noexcept
{
    return juce::jmax (chunk.getMagnitude (0, 0, numSamples), chunk.getMagnitude (1, 0, numSamples));
}
} // namespace

LiveEngine::LiveEngine (juce::AudioProcessor& processorToRun, FilePlayer& filePlayer)
    : processor (processorToRun)
    , player (filePlayer)
    , chunk (maxChannels, chunkSamples)
    , aside (numSides, chunkSamples)
{
}

void LiveEngine::audioDeviceAboutToStart (juce::AudioIODevice* device)
{
    const double rateHz = device->getCurrentSampleRate();
    playsAside = device->getName() == virtualSinkShown;
    player.setRate (rateHz);
    rehearsal.prepare (rateHz);
    tone.prepare (rateHz);
    recorder.setRate (rateHz);
    numUsed = juce::jlimit (numSides, maxChannels, processor.getTotalNumOutputChannels());
    processor.setRateAndBufferSizeDetails (rateHz, chunkSamples);
    processor.prepareToPlay (rateHz, chunkSamples);
}

void LiveEngine::audioDeviceIOCallbackWithContext (const float* const* inputs, int numInputs,
                                                   float* const* outputs, int numOutputs, int numSamples,
                                                   const juce::AudioIODeviceCallbackContext&)
{
    blocks.fetch_add (1, std::memory_order_relaxed);
    for (int from = 0; from < numSamples; from += chunkSamples)
    {
        const int count = std::min (chunkSamples, numSamples - from);
        readInputs (inputs, numInputs, from, count);
        player.process ({ chunk.getWritePointer (0), chunk.getWritePointer (1) }, count);
        input.raiseTo (magnitudeOf (chunk, count));
        for (int side = 0; side < numSides; ++side)
            inputSides[static_cast<size_t> (side)].raiseTo (chunk.getMagnitude (side, 0, count));
        rehearsal.keepInput (chunk, count);
        for (int channel = numSides; channel < numUsed; ++channel)
            chunk.clear (channel, 0, count);
        block.setDataToReferTo (chunk.getArrayOfWritePointers(), numUsed, count);
        processor.processBlock (block, noMidi);
        recorder.add (block, count);
        rehearse (count);
        output.raiseTo (magnitudeOf (chunk, count));
        writeOutputs (outputs, numOutputs, from, count);
    }
}

void LiveEngine::readInputs (const float* const* inputs, int numInputs, int from, int numSamples) noexcept
{
    for (int side = 0; side < numSides; ++side)
    {
        const float* source = numInputs > 0 ? inputs[std::min (side, numInputs - 1)] : nullptr;
        if (source == nullptr)
            chunk.clear (side, 0, numSamples);
        else
            chunk.copyFrom (side, 0, source + from, numSamples);
    }
}

/** Take and test tone, in the device's output or beside it. */
void LiveEngine::rehearse (int numSamples) noexcept
{
    const bool isAside = isHeardByOthers();
    for (int side = 0; isAside && side < numSides; ++side)
        if (copiesAside.load (std::memory_order_relaxed))
            aside.copyFrom (side, 0, chunk, side, 0, numSamples);
        else
            aside.clear (side, 0, numSamples);
    auto& played = isAside ? aside : chunk;
    rehearsal.process (chunk, played, numSamples);
    tone.add (played, numSamples);
    if (isAside)
        own.add (aside, numSamples);
}

void LiveEngine::writeOutputs (float* const* outputs, int numOutputs, int from, int numSamples) noexcept
{
    using Operations = juce::FloatVectorOperations;
    for (int index = 0; index < numOutputs; ++index)
    {
        if (outputs[index] == nullptr)
            continue;
        float* target = outputs[index] + from;
        if (index >= numSides)
            Operations::clear (target, numSamples);
        else
            Operations::copy (target, chunk.getReadPointer (index), numSamples);
        if (numOutputs == 1)
        {
            Operations::add (target, chunk.getReadPointer (1), numSamples);
            Operations::multiply (target, 0.5f, numSamples);
        }
    }
}

} // namespace unbraid::live
