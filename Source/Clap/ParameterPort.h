// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "Plugin/Parameters.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::clap
{

/** Whether an event is a parameter's value or modulation. [audio] real-time safe */
inline bool isParameter (const abi::EventHeader& event) noexcept
{
    const bool isOne =
        event.type == abi::EventType::parameterValue || event.type == abi::EventType::parameterModulation;
    return event.space == 0 && isOne && event.size >= sizeof (abi::ParameterEvent);
}

/** The parameters as a CLAP host has them. A host's value of a continuous parameter is the knob's position, 0 to 1, of all others
    their number. Its ids are frozen: they are made of the parameters' own.

    Both sides turn the knobs. What the host sets is set at once, and told to the editor on the main thread; what a hand does in the
    editor waits until the host asks for it; whatever else changes a value (a dictionary, a session, undo) the host is asked to read
    anew. */
class ParameterPort : private juce::AudioProcessorListener
{
public:
    /** host       of the parameters' processor, which outlives this
        [main] */
    ParameterPort (const abi::Host& host, juce::AudioProcessor& processor, plugin::Parameters& parameters);
    ~ParameterPort() override;

    // The table of functions. [main]
    [[nodiscard]] std::uint32_t count() const noexcept { return numKnobs; }
    [[nodiscard]] bool info (std::uint32_t index, abi::ParameterInfo& info) const;
    [[nodiscard]] bool value (std::uint32_t id, double& value) const;
    [[nodiscard]] bool toText (std::uint32_t id, double value, std::string& text) const;
    [[nodiscard]] bool fromText (std::uint32_t id, const std::string& text, double& value) const;

    /** Takes a value or a modulation; what belongs to no parameter, or is no number, is ignored.
        [audio] real-time safe */
    void apply (const abi::ParameterEvent& event) noexcept;

    /** Hands the host what hands did in the editor. [audio] real-time safe */
    void tell (const abi::OutputEvents& out) noexcept;

    /** Shows the editor what the host set, and asks the host to read what else changed. [main] */
    void follow();

private:
    static constexpr float nothingTold = -1.0f;

    struct Knob
    {
        juce::RangedAudioParameter* parameter = nullptr;
        size_t index = 0; // in plugin::Parameters::all
        std::uint32_t id = 0;
        bool isContinuous = false;
        std::atomic<float> known{ 0.0f };       // position that the host knows
        std::atomic<float> told{ nothingTold }; // position that the editor is being told, for the host set it
        std::atomic<bool> isSetByHost{ false };
        std::atomic<bool> isMoved{ false };  // by a hand
        std::atomic<bool> isHeld{ false };   // by a hand
        std::atomic<unsigned> numGrips{ 0 }; // times that a hand took it
        unsigned numGripsTold = 0;           // [audio]
        bool isHeldForHost = false;          // [audio]
    };
    using Event = abi::EventType;

    void audioProcessorParameterChanged (juce::AudioProcessor*, int index, float position) override;
    void audioProcessorChanged (juce::AudioProcessor*, const ChangeDetails&) override {}
    void audioProcessorParameterChangeGestureBegin (juce::AudioProcessor*, int index) override;
    void audioProcessorParameterChangeGestureEnd (juce::AudioProcessor*, int index) override;
    [[nodiscard]] Knob* find (std::uint32_t id) const noexcept;
    [[nodiscard]] static double valueOf (const Knob& knob, float position);
    [[nodiscard]] static float positionOf (const Knob& knob, double value);
    void set (Knob& knob, float position) noexcept;
    void tell (Knob& knob, const abi::OutputEvents& out) noexcept;
    bool push (const Knob& knob, Event type, const abi::OutputEvents& out) noexcept;
    void askForFlush();
    void askForCall() noexcept;

    const abi::Host& host;
    const abi::HostParameters* const hostParameters; // null: the host has no such
    juce::AudioProcessor& processor;
    plugin::Parameters& parameters;
    const std::uint32_t numKnobs;
    const std::unique_ptr<Knob[]> knobs; // in the order in which hosts list them
    std::vector<Knob*> byId;             // rising
    std::atomic<bool> hasNews{ false };  // for the host
    std::atomic<bool> isCalled{ false }; // the main thread was asked for
    std::atomic<bool> isToBeRead{ false };
};

} // namespace unbraid::clap
