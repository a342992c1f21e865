// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/ParameterPort.h"
#include "Support/BareProcessor.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace unbraid;
namespace abi = unbraid::clap::abi;

namespace
{
class KnobsAlone : public test::BareProcessor
{
public:
    plugin::Parameters parameters{ *this };

    const juce::String getName() const override { return "Knobs"; }
};

/** A host that counts how often it is asked to read all values. */
struct CountingHost
{
    int numReads = 0;

    const abi::Host table{ {},
                           this,
                           "Unbraid's tests",
                           "",
                           "",
                           "",
                           [] (const abi::Host*, const char*) -> const void* { return &parameters; },
                           [] (const abi::Host*) {},
                           [] (const abi::Host*) {},
                           [] (const abi::Host*) {} };

private:
    static void read (const abi::Host* self, std::uint32_t)
    {
        ++static_cast<CountingHost*> (self->data)->numReads;
    }

    static constexpr abi::HostParameters parameters{ read,
                                                     [] (const abi::Host*, std::uint32_t, std::uint32_t) {},
                                                     [] (const abi::Host*) {} };
};

/** What an editor does when a value changes. */
struct Watcher : juce::AudioProcessorParameter::Listener
{
    void parameterValueChanged (int, float) override
    {
        if (const auto call = std::exchange (onChange, nullptr))
            call();
    }
    void parameterGestureChanged (int, bool) override {}

    std::function<void()> onChange; // once
};
} // namespace

TEST_CASE ("A host that moves a knob on while the editor is told of it is not asked to read its own values")
{
    KnobsAlone processor;
    CountingHost host;
    clap::ParameterPort port (host.table, processor, processor.parameters);
    juce::RangedAudioParameter& knob = *processor.parameters.reductionDb;
    abi::ParameterInfo info{};
    REQUIRE (port.info (static_cast<std::uint32_t> (knob.getParameterIndex()), info));
    const auto automate = [&] (double position)
    {
        abi::ParameterEvent event;
        event.header = { sizeof (event), 0, 0, abi::EventType::parameterValue, 0 };
        event.parameter = info.id;
        event.value = position;
        port.apply (event); // as the audio thread does, beside the main thread
    };
    Watcher editor;
    knob.addListener (&editor);
    editor.onChange = [&] { automate (0.75); };
    automate (0.25);
    port.follow();
    port.follow();
    CHECK (host.numReads == 0);
    CHECK (knob.getValue() == Approx (0.75f));

    editor.onChange = [&] { knob.setValueNotifyingHost (0.5f); }; // a change of ours, for all that
    automate (0.25);
    port.follow();
    CHECK (host.numReads == 1);
    CHECK (knob.getValue() == Approx (0.5f));
    knob.removeListener (&editor);
}
