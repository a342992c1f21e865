// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/AudioPorts.h"

#include "Clap/Text.h"

#include <algorithm>

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
} // namespace

std::uint32_t AudioPorts::count (bool isInput) const
{
    return static_cast<std::uint32_t> (processor.getBusCount (isInput));
}

bool AudioPorts::info (std::uint32_t index, bool isInput, abi::AudioPortInfo& info) const
{
    if (index >= count (isInput))
        return false;
    const auto* bus = processor.getBus (isInput, static_cast<int> (index));
    info = {};
    info.id = index;
    copyText (bus->getName(), info.name);
    info.flags = bus->isMain() ? abi::AudioPortInfo::isMain : 0;
    info.numChannels = static_cast<std::uint32_t> (bus->getNumberOfChannels());
    info.type = info.numChannels == 1 ? abi::AudioPortInfo::mono : abi::AudioPortInfo::stereo;
    info.inPlacePair = bus->isMain() ? index : abi::noId;
    return true;
}

AudioPorts::Slots AudioPorts::slotsOf (bool isInput) const
{
    Slots slots;
    for (std::uint32_t port = 0; port < count (isInput); ++port)
    {
        const auto width = processor.getChannelCountOfBus (isInput, static_cast<int> (port));
        for (std::uint32_t channel = 0; channel < static_cast<std::uint32_t> (width); ++channel)
            slots.push_back ({ port, channel });
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
    for (std::uint32_t port = 0; process.outputs != nullptr && port < process.numOutputs; ++port)
        process.outputs[port].constantMask = 0;
    for (size_t channel = 0; channel < inputs.size(); ++channel)
    {
        const auto* in =
            samplesOf (process.inputs, process.numInputs, inputs[channel].port, inputs[channel].channel);
        if (in == nullptr)
            std::fill_n (channels[channel], process.numFrames, 0.0f);
        else if (in != channels[channel])
            std::copy_n (in, process.numFrames, channels[channel]);
    }
}

} // namespace unbraid::clap
