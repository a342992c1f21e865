// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "JuceHeader.h"

#include <array>
#include <vector>

namespace unbraid::clap
{

/** The buses of a processor as audio ports, and a host's buffers as the block that a processor takes. */
class AudioPorts
{
public:
    /** processor  whose buses are all on; outlives this */
    explicit AudioPorts (const juce::AudioProcessor& processorToShow)
        : processor (processorToShow)
    {
    }

    /** [main] */
    [[nodiscard]] std::uint32_t count (bool isInput) const;
    [[nodiscard]] bool info (std::uint32_t index, bool isInput, abi::AudioPortInfo& info) const;

    /** Makes room for blocks of up to so many frames. [main] */
    void prepare (std::uint32_t maxFrames);

    /** Takes the buffers of a block, with its input already where the outputs begin. What a host does not give is silent, or
        goes nowhere. [audio] real-time safe */
    void begin (const abi::Process& process) noexcept;

    /** Frames `from` to before `to` of the block. [audio] real-time safe */
    [[nodiscard]] juce::AudioBuffer<float>& part (std::uint32_t from, std::uint32_t to) noexcept
    {
        block.setDataToReferTo (channels.data(), numChannels, static_cast<int> (from),
                                static_cast<int> (to - from));
        return block;
    }

private:
    static constexpr size_t maxChannels = 32; // for which a juce::AudioBuffer allocates nothing

    /** Where a channel of the processor lies in a host's buffers. */
    struct Slot
    {
        std::uint32_t port = 0, channel = 0;
    };
    using Slots = std::vector<Slot>; // [channels of the processor]
    [[nodiscard]] Slots slotsOf (bool isInput) const;

    const juce::AudioProcessor& processor;
    juce::AudioBuffer<float> block; // of a part; owns nothing
    juce::AudioBuffer<float> spare; // [channels x frames] for outputs that the host does not give
    std::array<float*, maxChannels> channels{};
    int numChannels = 0;
    Slots inputs, outputs;
};

} // namespace unbraid::clap
