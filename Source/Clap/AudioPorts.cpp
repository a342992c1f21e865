// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/AudioPorts.h"

#include "Clap/Text.h"

#include <algorithm>
#include <string_view>

namespace unbraid::clap
{

namespace
{
/** The samples of a port's channel; null where the host gives none. */
float* samplesOf (const abi::AudioBuffer* buffers, std::uint32_t numBuffers, std::uint32_t port,
                  std::uint32_t channel) noexcept
{
    if (buffers == nullptr || port >= numBuffers || buffers[port].data32 == nullptr)
        return nullptr;
    return channel < buffers[port].numChannels ? buffers[port].data32[channel] : nullptr;
}
size_t sideOf (bool isInput) noexcept
{
    return isInput ? 1 : 0;
}

const char* typeOf (std::uint32_t numChannels) noexcept
{
    return numChannels == 1 ? abi::AudioPortInfo::mono : abi::AudioPortInfo::stereo;
}

bool isPossible (const abi::PortRequest& request)
{
    if (request.numChannels != 1 && request.numChannels != 2)
        return false;
    return request.type == nullptr || std::string_view (request.type) == typeOf (request.numChannels);
}
} // namespace

AudioPorts::AudioPorts (juce::AudioProcessor& processorToShow)
    : processor (processorToShow)
{
    processor.enableAllBuses();
    for (const bool isInput : { false, true })
        for (int bus = 0; bus < processor.getBusCount (isInput); ++bus)
        {
            const auto width = processor.getChannelCountOfBus (isInput, bus);
            widths[sideOf (isInput)].push_back (static_cast<std::uint32_t> (width));
            isOn[sideOf (isInput)].push_back (true);
        }
}

std::uint32_t AudioPorts::count (bool isInput) const
{
    return static_cast<std::uint32_t> (widths[sideOf (isInput)].size());
}

AudioPorts::Widths AudioPorts::widthsOf (const PortLayout& layout) const
{
    return { std::vector<std::uint32_t> (count (false), layout.outputChannels),
             std::vector<std::uint32_t> (count (true), layout.inputChannels) };
}

abi::AudioPortInfo AudioPorts::describe (const Widths& of, std::uint32_t index, bool isInput) const
{
    const auto* bus = processor.getBus (isInput, static_cast<int> (index));
    abi::AudioPortInfo info{};
    info.id = index;
    copyText (bus->getName(), info.name);
    info.flags = bus->isMain() ? abi::AudioPortInfo::isMain : 0;
    info.numChannels = of[sideOf (isInput)][index];
    info.type = typeOf (info.numChannels);
    const bool isAlike = index < count (! isInput) && of[sideOf (! isInput)][index] == info.numChannels;
    info.inPlacePair = bus->isMain() && isAlike ? index : abi::noId;
    return info;
}

bool AudioPorts::info (std::uint32_t index, bool isInput, abi::AudioPortInfo& info) const
{
    if (index >= count (isInput))
        return false;
    info = describe (widths, index, isInput);
    return true;
}

bool AudioPorts::info (const PortLayout& layout, std::uint32_t index, bool isInput,
                       abi::AudioPortInfo& info) const
{
    if (index >= count (isInput))
        return false;
    info = describe (widthsOf (layout), index, isInput);
    return true;
}

abi::PortLayoutInfo AudioPorts::info (const PortLayout& layout) const
{
    abi::PortLayoutInfo info{};
    info.id = layout.id;
    copyText (layout.name, info.name);
    info.numInputs = count (true);
    info.numOutputs = count (false);
    info.hasMainInput = info.hasMainOutput = true;
    info.mainInputChannels = layout.inputChannels;
    info.mainInputType = typeOf (layout.inputChannels);
    info.mainOutputChannels = layout.outputChannels;
    info.mainOutputType = typeOf (layout.outputChannels);
    return info;
}

const PortLayout* AudioPorts::layout() const
{
    for (const auto& each : portLayouts)
        if (widthsOf (each) == widths)
            return &each;
    return nullptr;
}

/** withInactive  with the buses whose ports are off */
juce::AudioProcessor::BusesLayout AudioPorts::busesOf (const Widths& of, bool withInactive) const
{
    juce::AudioProcessor::BusesLayout layout;
    for (const bool isInput : { false, true })
        for (std::uint32_t port = 0; port < count (isInput); ++port)
        {
            const bool isThere = withInactive || port == 0 || isOn[sideOf (isInput)][port];
            const auto width = isThere ? of[sideOf (isInput)][port] : 0;
            (isInput ? layout.inputBuses : layout.outputBuses)
                .add (width == 0   ? juce::AudioChannelSet::disabled()
                      : width == 1 ? juce::AudioChannelSet::mono()
                                   : juce::AudioChannelSet::stereo());
        }
    return layout;
}

bool AudioPorts::take (const Widths& wanted)
{
    if (! processor.setBusesLayout (busesOf (wanted, true)))
        return false;
    widths = wanted;
    for (auto& side : isOn)
        side.assign (side.size(), true);
    return true;
}

bool AudioPorts::select (const PortLayout& layout)
{
    return take (widthsOf (layout));
}

bool AudioPorts::apply (std::span<const abi::PortRequest> requests, bool isTrial)
{
    auto wanted = widths;
    for (const auto& request : requests)
    {
        if (request.index >= count (request.isInput) || ! isPossible (request))
            return false;
        wanted[sideOf (request.isInput)][request.index] = request.numChannels;
    }
    return isTrial ? processor.checkBusesLayoutSupported (busesOf (wanted, true)) : take (wanted);
}

bool AudioPorts::setActive (std::uint32_t index, bool isInput, bool isActive)
{
    if (index >= count (isInput))
        return false;
    isOn[sideOf (isInput)][index] = isActive;
    return processor.setBusesLayout (busesOf (widths, false));
}

AudioPorts::Slots AudioPorts::slotsOf (bool isInput) const
{
    Slots slots;
    for (std::uint32_t port = 0; port < count (isInput); ++port)
    {
        const auto width = processor.getChannelCountOfBus (isInput, static_cast<int> (port));
        const auto place = isOn[sideOf (isInput)][port] ? port : abi::noId; // where no host has a buffer
        for (std::uint32_t channel = 0; channel < static_cast<std::uint32_t> (width); ++channel)
            slots.push_back ({ place, channel });
    }
    return slots;
}

void AudioPorts::prepare (std::uint32_t maxFrames)
{
    inputs = slotsOf (true);
    outputs = slotsOf (false);
    const auto most = std::max (inputs.size(), outputs.size());
    jassert (most <= maxChannels);
    numChannels = static_cast<int> (most);
    spare.setSize (numChannels, static_cast<int> (maxFrames));
}

void AudioPorts::begin (const abi::Process& process) noexcept
{
    for (size_t channel = 0; channel < static_cast<size_t> (numChannels); ++channel)
    {
        auto* out = channel < outputs.size() ? samplesOf (process.outputs, process.numOutputs,
                                                          outputs[channel].port, outputs[channel].channel)
                                             : nullptr;
        channels[channel] = out != nullptr ? out : spare.getWritePointer (static_cast<int> (channel));
    }
    for (size_t channel = 0; channel < inputs.size(); ++channel)
    {
        const auto* in =
            samplesOf (process.inputs, process.numInputs, inputs[channel].port, inputs[channel].channel);
        if (in == nullptr)
            std::fill_n (channels[channel], process.numFrames, 0.0f);
        else if (in != channels[channel])
            std::copy_n (in, process.numFrames, channels[channel]);
    }
    silenceInactive (process);
}

void AudioPorts::silenceInactive (const abi::Process& process) const noexcept
{
    const auto numPorts = process.outputs == nullptr ? 0 : process.numOutputs;
    for (std::uint32_t port = 0; port < numPorts; ++port)
    {
        auto& buffer = process.outputs[port];
        buffer.constantMask = 0;
        if (port >= isOn.front().size() || isOn.front()[port])
            continue;
        for (std::uint32_t channel = 0; channel < buffer.numChannels; ++channel)
            if (auto* samples = samplesOf (process.outputs, numPorts, port, channel))
                std::fill_n (samples, process.numFrames, 0.0f);
        buffer.constantMask = (std::uint64_t{ 1 } << std::min (buffer.numChannels, 63u)) - 1;
    }
}

} // namespace unbraid::clap
