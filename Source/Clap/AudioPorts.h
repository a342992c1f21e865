// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "Clap/PortLayouts.h"
#include "JuceHeader.h"

#include <array>
#include <span>
#include <vector>

namespace unbraid::clap
{

/** The buses of a processor as audio ports, and a host's buffers as the block that a processor takes. A port that the host has
    switched off keeps its place: its input is silence, its output zeros. */
class AudioPorts
{
public:
    /** processor  outlives this; all its buses are switched on */
    explicit AudioPorts (juce::AudioProcessor& processorToShow);

    /** [main] */
    [[nodiscard]] std::uint32_t count (bool isInput) const;
    [[nodiscard]] bool info (std::uint32_t index, bool isInput, abi::AudioPortInfo& info) const;

    /** The same of a layout, whichever there is now. [main] */
    [[nodiscard]] bool info (const PortLayout& layout, std::uint32_t index, bool isInput,
                             abi::AudioPortInfo& info) const;
    [[nodiscard]] abi::PortLayoutInfo info (const PortLayout& layout) const;

    /** The layout that there is now; null: none of those that are offered. [main] */
    [[nodiscard]] const PortLayout* layout() const;

    /** Takes a layout, with all ports on. Not while the plugin is active. [main] */
    bool select (const PortLayout& layout);

    /** Gives single ports other widths, together or not at all; all ports are on then. Not while the plugin is active. [main]
        isTrial  nothing changes: only whether it could */
    bool apply (std::span<const abi::PortRequest> requests, bool isTrial);

    /** Not while the plugin is active. False: there is no such port. [main] */
    bool setActive (std::uint32_t index, bool isInput, bool isActive);

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
    using Slots = std::vector<Slot>;                          // [channels of the processor]
    using Widths = std::array<std::vector<std::uint32_t>, 2>; // channels of each output, and of each input

    [[nodiscard]] Widths widthsOf (const PortLayout& layout) const;
    [[nodiscard]] abi::AudioPortInfo describe (const Widths& of, std::uint32_t index, bool isInput) const;
    [[nodiscard]] juce::AudioProcessor::BusesLayout busesOf (const Widths& of, bool withInactive) const;
    bool take (const Widths& wanted);
    [[nodiscard]] Slots slotsOf (bool isInput) const;
    void silenceInactive (const abi::Process& process) const noexcept;

    juce::AudioProcessor& processor;
    Widths widths;
    std::array<std::vector<bool>, 2>
        isOn;                       // [ports] as widths; the main ports' buses stay on in the processor
    juce::AudioBuffer<float> block; // of a part; owns nothing
    juce::AudioBuffer<float> spare; // [channels x frames] for outputs that the host does not give
    std::array<float*, maxChannels> channels{};
    int numChannels = 0;
    Slots inputs, outputs;
};

} // namespace unbraid::clap
