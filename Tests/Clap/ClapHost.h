// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "Support/Environment.h"
#include "Support/Paths.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace unbraid::test
{

namespace abi = clap::abi;

/** [channels][samples] */
using ClapSound = std::vector<std::vector<float>>;

inline ClapSound clapNoise (size_t numSamples, std::uint64_t seed = 1)
{
    Random random (seed);
    ClapSound sound (2, std::vector<float> (numSamples));
    for (auto& channel : sound)
        for (auto& sample : channel)
            sample = random.uniform (-0.5f, 0.5f);
    return sound;
}

/** The library as a host loads it. The user's data lie in a folder of its own, with dictionaries where the tests put some. */
class ClapLibrary
{
public:
    ClapLibrary()
        : handle (::dlopen (paths::clap, RTLD_NOW | RTLD_LOCAL))
    {
        INFO (::dlerror());
        REQUIRE (handle != nullptr);
        entry = static_cast<const abi::Entry*> (::dlsym (handle, "clap_entry"));
        REQUIRE (entry != nullptr);
        REQUIRE (entry->init (paths::clap));
    }
    ~ClapLibrary()
    {
        entry->deinit();
        ::dlclose (handle);
    }
    ClapLibrary (const ClapLibrary&) = delete;
    ClapLibrary& operator= (const ClapLibrary&) = delete;

    [[nodiscard]] const abi::PluginFactory& plugins() const
    {
        return *static_cast<const abi::PluginFactory*> (entry->getFactory (abi::id::pluginFactory));
    }

    TemporaryFolder folder;
    const abi::Entry* entry = nullptr;

private:
    OtherVariable data{ dataVariable, folder.path.string() };
    OtherVariable dictionaries{ "UNBRAID_DICTIONARIES", (folder / "dictionaries").string() };
    void* handle;
};

/** Events in their order, of any kind. */
class ClapEvents
{
public:
    ClapEvents() { events.reserve (4096); }

    template <class Event>
    void add (Event event, abi::EventType type, std::uint32_t time)
    {
        event.header = { sizeof (Event), time, 0, type, 0 };
        push (event.header);
    }

    /** Sets a parameter, or with another type modulates it. */
    void turn (std::uint32_t parameter, double value, std::uint32_t time = 0,
               abi::EventType type = abi::EventType::parameterValue)
    {
        abi::ParameterEvent event;
        event.parameter = parameter;
        event.value = value;
        add (event, type, time);
    }

    [[nodiscard]] size_t size() const { return events.size(); }
    [[nodiscard]] const abi::EventHeader& operator[] (size_t index) const
    {
        return *reinterpret_cast<const abi::EventHeader*> (events[index].bytes.data());
    }
    void clear() { events.clear(); }

    const abi::InputEvents in{ this,
                               [] (const abi::InputEvents* table)
                               { return static_cast<std::uint32_t> (of (table->context).events.size()); },
                               [] (const abi::InputEvents* table,
                                   std::uint32_t index) -> const abi::EventHeader*
                               { return &of (table->context)[index]; } };
    const abi::OutputEvents out{ this, [] (const abi::OutputEvents* table, const abi::EventHeader* event)
                                 { return of (table->context).push (*event); } };

private:
    struct alignas (8) Stored
    {
        std::array<std::byte, sizeof (abi::TransportEvent)> bytes;
    };
    static ClapEvents& of (void* context) { return *static_cast<ClapEvents*> (context); }
    bool push (const abi::EventHeader& event)
    {
        if (event.size > sizeof (Stored) || events.size() == events.capacity()) // so that it never allocates
            return false;
        events.emplace_back();
        std::memcpy (events.back().bytes.data(), &event, event.size);
        return true;
    }

    std::vector<Stored> events;
};

/** A host of one plugin: its tables, and what the plugin asked of it. The thread that makes it is the main one. */
class ClapHost
{
public:
    explicit ClapHost (const ClapLibrary& library, const char* pluginId = "org.unbraid.plugin")
        : plugin (library.plugins().create (&library.plugins(), &host, pluginId))
    {
        REQUIRE (plugin != nullptr);
        REQUIRE (plugin->init (plugin));
        parameters = extension<abi::PluginParameters> (abi::id::parameters);
    }
    ~ClapHost()
    {
        stop();
        plugin->destroy (plugin);
    }
    ClapHost (const ClapHost&) = delete;
    ClapHost& operator= (const ClapHost&) = delete;

    template <class Extension>
    [[nodiscard]] const Extension* extension (const char* id) const
    {
        const auto* found = static_cast<const Extension*> (plugin->getExtension (plugin, id));
        INFO (id);
        REQUIRE (found != nullptr);
        return found;
    }

    /** Starts to play, after it has stopped. */
    void start (double rateHz = 48000.0, std::uint32_t maxFrames = 512)
    {
        stop();
        isActivating = true;
        REQUIRE (plugin->activate (plugin, rateHz, 1, maxFrames));
        isActivating = false;
        isActive = true;
        REQUIRE (plugin->startProcessing (plugin));
    }
    void stop()
    {
        if (! isActive)
            return;
        plugin->stopProcessing (plugin);
        plugin->deactivate (plugin);
        isActive = false;
    }

    /** Processes samples `from` to before `to` of a sound. */
    abi::ProcessStatus process (const ClapSound& input, ClapSound& output, size_t from, size_t to,
                                const ClapEvents& events = {})
    {
        std::array<float*, 4> inputs{};
        std::array<float*, 18> outputs{};
        silence.assign (to - from, 0.0f);
        for (size_t channel = 0; channel < inputs.size(); ++channel)
            inputs[channel] =
                channel < input.size() ? const_cast<float*> (input[channel].data()) + from : silence.data();
        for (size_t channel = 0; channel < output.size(); ++channel)
            outputs[channel] = output[channel].data() + from;
        std::array<abi::AudioBuffer, 2> ins{};
        std::array<abi::AudioBuffer, 9> outs{};
        for (size_t port = 0; port < ins.size(); ++port)
            ins[port] = { &inputs[inputWidth * port], nullptr, inputWidth, 0, 0 };
        for (size_t port = 0; port < outs.size(); ++port)
            outs[port] = { &outputs[outputWidth * port], nullptr, outputWidth, 0, 1 };
        const abi::Process block{ -1,
                                  static_cast<std::uint32_t> (to - from),
                                  nullptr,
                                  ins.data(),
                                  outs.data(),
                                  2,
                                  static_cast<std::uint32_t> (output.size() / outputWidth),
                                  &events.in,
                                  &said.out };
        beforeProcess();
        const auto status = plugin->process (plugin, &block);
        afterProcess();
        for (size_t port = 0; port < outs.size(); ++port)
            constantMasks[port] = outs[port].constantMask;
        return status;
    }

    /** What comes out of all outputs: [9 ports x their channels].
        nextBlock  size of the next block
        eventsAt   those of the block that begins there, if any */
    ClapSound render (const ClapSound& input, const std::function<size_t()>& nextBlock,
                      const std::function<void (size_t, ClapEvents&)>& eventsAt = {})
    {
        const auto length = input.front().size();
        constexpr float unwritten = 9.0f;
        ClapSound output (9 * outputWidth, std::vector<float> (length, unwritten));
        ClapEvents events;
        for (size_t done = 0; done < length;)
        {
            const auto end = std::min (length, done + nextBlock());
            events.clear();
            if (eventsAt)
                eventsAt (done, events);
            if (process (input, output, done, end, events) != abi::ProcessStatus::tail)
                FAIL ("a block was not processed");
            done = end;
        }
        return output;
    }
    ClapSound render (const ClapSound& input, size_t block = 512)
    {
        return render (input, [block] { return block; });
    }

    /** Does what a plugin asked the main thread for until a condition holds; false: not within half a minute. */
    bool waitUntil (const std::function<bool()>& condition)
    {
        for (int turn = 0; turn < 3000 && ! condition(); ++turn)
        {
            runMainThread();
            std::this_thread::sleep_for (std::chrono::milliseconds (10));
        }
        return condition();
    }
    void runMainThread()
    {
        if (numCallbacks.exchange (0) > 0)
            plugin->onMainThread (plugin);
    }

    /** Sets a parameter outside of processing. */
    void set (std::uint32_t parameter, double value)
    {
        ClapEvents events;
        events.turn (parameter, value);
        parameters->flush (plugin, &events.in, &said.out);
    }
    [[nodiscard]] double value (std::uint32_t parameter) const
    {
        double found = -1.0;
        REQUIRE (parameters->value (plugin, parameter, &found));
        return found;
    }
    [[nodiscard]] std::uint32_t latency() const
    {
        return extension<abi::PluginLatency> (abi::id::latency)->get (plugin);
    }

    std::atomic<int> numCallbacks{ 0 }, numRestarts{ 0 }, numFlushes{ 0 }, numRescans{ 0 }, numDirty{ 0 },
        numLatencies{ 0 }, numLoaded{ 0 }, numResizes{ 0 };
    std::atomic<int> numFaults{ 0 }; // calls that the plugin must not make where it made them
    std::string loadError;
    std::array<std::uint32_t, 2> askedSize{};
    bool grantsSizes = true;
    std::uint32_t inputWidth = 2, outputWidth = 2; // channels of every port that it gives buffers for
    std::array<std::uint64_t, 9> constantMasks{};  // of the outputs, after a block
    ClapEvents said;                               // by the plugin
    std::function<void()> beforeProcess = [] {}, afterProcess = [] {};

private:
    static ClapHost& of (const abi::Host* table) { return *static_cast<ClapHost*> (table->data); }
    static void onMain (const abi::Host* table, std::atomic<int> ClapHost::*counter)
    {
        auto& self = of (table);
        self.numFaults += std::this_thread::get_id() == self.mainThread ? 0 : 1;
        ++(self.*counter);
    }
    static const void* extensionOf (const abi::Host*, const char* id);

    const std::thread::id mainThread = std::this_thread::get_id();
    std::atomic<bool> isActivating{ false };
    const abi::Host host{ {},
                          this,
                          "Unbraid's tests",
                          "Unbraid",
                          "",
                          "1.0",
                          extensionOf,
                          [] (const abi::Host* table) { ++of (table).numRestarts; },
                          [] (const abi::Host*) {},
                          [] (const abi::Host* table) { ++of (table).numCallbacks; } };

public:
    const abi::Plugin* const plugin;
    const abi::PluginParameters* parameters = nullptr;

private:
    bool isActive = false;
    std::vector<float> silence;
};

inline const void* ClapHost::extensionOf (const abi::Host*, const char* id)
{
    using Table = const abi::Host*;
    static constexpr abi::HostParameters parameters{ [] (Table table, std::uint32_t)
                                                     { onMain (table, &ClapHost::numRescans); },
                                                     [] (Table, std::uint32_t, std::uint32_t) {},
                                                     [] (Table table) { ++of (table).numFlushes; } };
    static constexpr abi::HostState state{ [] (Table table) { onMain (table, &ClapHost::numDirty); } };
    static constexpr abi::HostLatency latency{ [] (Table table)
                                               {
                                                   onMain (table, &ClapHost::numLatencies);
                                                   of (table).numFaults += of (table).isActivating ? 0 : 1;
                                               } };
    static constexpr abi::HostPresetLoad presetLoad{
        [] (Table table, abi::PresetPlace, const char*, const char*, std::int32_t, const char* message)
        { of (table).loadError = message; },
        [] (Table table, abi::PresetPlace, const char*, const char*) { onMain (table, &ClapHost::numLoaded); }
    };
    static constexpr abi::HostGui gui{ [] (Table) {},
                                       [] (Table table, std::uint32_t width, std::uint32_t height)
                                       {
                                           of (table).askedSize = { width, height };
                                           ++of (table).numResizes;
                                           return of (table).grantsSizes;
                                       },
                                       [] (Table) { return false; }, [] (Table) { return false; },
                                       [] (Table, bool) {} };
    const std::string_view wanted (id);
    if (wanted == abi::id::parameters)
        return &parameters;
    if (wanted == abi::id::state)
        return &state;
    if (wanted == abi::id::latency)
        return &latency;
    if (wanted == abi::id::presetLoad)
        return &presetLoad;
    return wanted == abi::id::gui ? &gui : nullptr;
}

/** The largest difference between a channel and a sound's that comes later. */
inline float clapDifference (const std::vector<float>& late, const std::vector<float>& sound, size_t latency)
{
    float largest = 0.0f;
    for (size_t i = latency; i < late.size(); ++i)
        largest = std::max (largest, std::abs (late[i] - sound[i - latency]));
    return largest;
}

/** The sum of all sources, for one side.
    width  channels of each output */
inline std::vector<float> clapSum (const ClapSound& output, size_t side, size_t width = 2)
{
    std::vector<float> sum (output.front().size());
    for (size_t channel = width + side; channel < output.size(); channel += width)
        for (size_t i = 0; i < sum.size(); ++i)
            sum[i] += output[channel][i];
    return sum;
}

/** Ids of some parameters: the hash of theirs that is frozen (FNV-1a, 32 bits). */
namespace knob
{
constexpr std::uint32_t reduction = 1871725842u, wet = 567924967u, latency = 4076569433u,
                        bypass = 1573592237u, firstGain = 1480971106u, midiGuide = 2135848991u,
                        midiOut = 2670813787u;
} // namespace knob

} // namespace unbraid::test
