// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/BusLayout.h"

namespace unbraid::plugin
{

namespace
{
using juce::AudioChannelSet;

bool isOffOr (const AudioChannelSet& set, const AudioChannelSet& wanted)
{
    return set.isDisabled() || set == wanted;
}

/** Samples of a bus's channel in the block; null where the bus is off or narrower. */
float* channelOf (juce::AudioProcessor& processor, juce::AudioBuffer<float>& block, bool isInput,
                  int busIndex, int channel) noexcept
{
    const auto* bus = processor.getBus (isInput, busIndex);
    if (bus == nullptr || channel >= bus->getNumberOfChannels())
        return nullptr;
    const int index = processor.getChannelIndexInProcessBlockBuffer (isInput, busIndex, channel);
    return index < block.getNumChannels() ? block.getArrayOfWritePointers()[index] : nullptr;
}
} // namespace

bool isSupported (const juce::AudioProcessor::BusesLayout& layout)
{
    const auto mono = AudioChannelSet::mono(), stereo = AudioChannelSet::stereo();
    const auto input = layout.getMainInputChannelSet(), mix = layout.getMainOutputChannelSet();
    if (input != mono && input != stereo)
        return false;
    if (mix != stereo && ! (mix == mono && input == mono))
        return false;
    const auto reference = layout.getChannelSet (true, 1);
    if (! isOffOr (reference, mono) && reference != stereo)
        return false;
    for (int bus = 1; bus < layout.outputBuses.size(); ++bus)
        if (! isOffOr (layout.getChannelSet (false, bus), mix))
            return false;
    return true;
}

BusPointers busPointers (juce::AudioProcessor& processor, juce::AudioBuffer<float>& block) noexcept
{
    BusPointers buses;
    for (int channel = 0; channel < 2; ++channel)
    {
        const auto side = static_cast<size_t> (channel);
        buses.input[side] = channelOf (processor, block, true, 0, channel);
        buses.mix[side] = channelOf (processor, block, false, 0, channel);
        for (size_t strip = 0; strip < buses.strips.size(); ++strip)
            buses.strips[strip][side] =
                channelOf (processor, block, false, static_cast<int> (strip) + 1, channel);
    }
    return buses;
}

std::array<const float*, 2> referencePointers (juce::AudioProcessor& processor,
                                               juce::AudioBuffer<float>& block) noexcept
{
    return { channelOf (processor, block, true, 1, 0), channelOf (processor, block, true, 1, 1) };
}

} // namespace unbraid::plugin
