// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/PluginProcessor.h"
#include "Support/Random.h"

#include <functional>

namespace unbraid::test
{

/** A sound for a plugin: [channels x samples], as JUCE has it. */
using Sound = juce::AudioBuffer<float>;

/** A tone with partials at 48 kHz, which no dictionary of drums knows. */
inline Sound tone (int numSamples, double hz = 440.0)
{
    Sound sound (2, numSamples);
    for (int i = 0; i < numSamples; ++i)
    {
        float value = 0.0f;
        for (int partial = 1; partial < 6; ++partial)
            value += 0.1f / static_cast<float> (partial) *
                     static_cast<float> (
                         std::sin (juce::MathConstants<double>::twoPi * hz * partial * i / 48000.0));
        for (int channel = 0; channel < 2; ++channel)
            sound.setSample (channel, i, value);
    }
    return sound;
}

inline Sound whiteNoise (int numChannels, int numSamples, std::uint64_t seed = 1)
{
    Random random (seed);
    Sound sound (numChannels, numSamples);
    for (int channel = 0; channel < numChannels; ++channel)
        for (int i = 0; i < numSamples; ++i)
            sound.setSample (channel, i, random.uniform (-0.5f, 0.5f));
    return sound;
}

inline Sound impulse (int numChannels, int numSamples)
{
    Sound sound (numChannels, numSamples);
    sound.clear();
    for (int channel = 0; channel < numChannels; ++channel)
        sound.setSample (channel, 0, 1.0f);
    return sound;
}

/** What a host sends to the main input, beside silence on all others, block by block.
    nextBlock    the size of the next block
    beforeBlock  called before each block with its first sample
    returns      [all output channels x samples] */
inline Sound render (juce::AudioProcessor& processor, const Sound& input,
                     const std::function<int()>& nextBlock, const std::function<void (int)>& beforeBlock = {})
{
    const int outputs = processor.getTotalNumOutputChannels();
    const int width = std::max (outputs, processor.getTotalNumInputChannels());
    Sound output (outputs, input.getNumSamples());
    juce::MidiBuffer midi;
    for (int done = 0; done < input.getNumSamples();)
    {
        if (beforeBlock)
            beforeBlock (done);
        const int size = std::min (nextBlock(), input.getNumSamples() - done);
        Sound block (width, size);
        block.clear();
        for (int channel = 0; channel < input.getNumChannels(); ++channel)
            block.copyFrom (channel, 0, input, channel, done, size);
        processor.processBlock (block, midi);
        for (int channel = 0; channel < outputs; ++channel)
            output.copyFrom (channel, done, block, channel, 0, size);
        done += size;
    }
    return output;
}

inline Sound render (juce::AudioProcessor& processor, const Sound& input, int blockSize)
{
    return render (processor, input, [blockSize] { return blockSize; });
}

/** A layout with this input and Mix and the given source buses; `Reference` is off unless asked for. */
inline juce::AudioProcessor::BusesLayout layoutOf (const juce::AudioChannelSet& input,
                                                   const juce::AudioChannelSet& mix,
                                                   const std::vector<bool>& sources,
                                                   bool hasReference = false)
{
    const auto off = juce::AudioChannelSet::disabled();
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses = { input, hasReference ? input : off };
    layout.outputBuses = { mix };
    for (size_t index = 0; index < plugin::numStrips; ++index)
        layout.outputBuses.add (index < sources.size() && sources[index] ? mix : off);
    return layout;
}

/** As a person turns a knob. */
inline void turn (juce::RangedAudioParameter& parameter, float value)
{
    parameter.beginChangeGesture();
    parameter.setValueNotifyingHost (parameter.convertTo0to1 (value));
    parameter.endChangeGesture();
}

/** Sets layout, rate and block size, as a host does before it plays. */
inline bool start (juce::AudioProcessor& processor, const juce::AudioProcessor::BusesLayout& layout,
                   double sampleRateHz, int blockSize)
{
    if (! processor.setBusesLayout (layout))
        return false;
    processor.setRateAndBufferSizeDetails (sampleRateHz, blockSize);
    processor.prepareToPlay (sampleRateHz, blockSize);
    return true;
}

inline bool startStereo (juce::AudioProcessor& processor, double sampleRateHz = 48000.0,
                         bool allSources = true)
{
    const auto stereo = juce::AudioChannelSet::stereo();
    return start (processor, layoutOf (stereo, stereo, std::vector<bool> (plugin::numStrips, allSources)),
                  sampleRateHz, 512);
}

/** All gains at 0 dB, nothing reduced, all wet. */
inline void makeNeutral (plugin::Parameters& parameters)
{
    *parameters.reductionDb = 0.0f;
    *parameters.wet = 100.0f;
    for (auto& strip : parameters.strips)
    {
        *strip.gainDb = 0.0f;
        *strip.pan = 0.0f;
    }
}

/** The largest difference between a sound's channel, times a gain, and another's channel that is late. */
inline float differenceAfter (const Sound& late, int lateChannel, const Sound& sound, int channel,
                              int latency, float gain = 1.0f)
{
    float largest = 0.0f;
    for (int i = latency; i < late.getNumSamples(); ++i)
        largest = std::max (largest, std::abs (late.getSample (lateChannel, i) -
                                               gain * sound.getSample (channel, i - latency)));
    return largest;
}

/** The sum of all source buses, side by side with Mix's channels. All source buses are on and stereo. */
inline Sound sumOfSources (const Sound& output)
{
    Sound sum (2, output.getNumSamples());
    sum.clear();
    for (int channel = 2; channel < output.getNumChannels(); ++channel)
        sum.addFrom (channel % 2, 0, output, channel, 0, output.getNumSamples());
    return sum;
}

inline bool isSame (const Sound& a, const Sound& b)
{
    if (a.getNumChannels() != b.getNumChannels() || a.getNumSamples() != b.getNumSamples())
        return false;
    for (int channel = 0; channel < a.getNumChannels(); ++channel)
        if (! std::equal (a.getReadPointer (channel), a.getReadPointer (channel) + a.getNumSamples(),
                          b.getReadPointer (channel)))
            return false;
    return true;
}

/** Lets message thread and worker do what is pending until a condition holds; false when it does not within a
    minute. */
inline bool waitUntil (const std::function<bool()>& condition)
{
    for (int turn = 0; turn < 6000 && ! condition(); ++turn)
        juce::MessageManager::getInstance()->runDispatchLoopUntil (10);
    return condition();
}

/** Waits until the engine that is built in the background is handed to the audio thread. */
inline bool waitForEngine (plugin::PluginProcessor& processor)
{
    return waitUntil ([&] { return ! processor.status().numbers().isBuilding; });
}

} // namespace unbraid::test
