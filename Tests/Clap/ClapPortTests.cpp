// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Unbraid.clap in a host of our own: mono and stereo ports, and ports that the host does not use.
#include "Clap/ClapHost.h"

#include <optional>
#include <tuple>

using namespace unbraid;
namespace abi = unbraid::clap::abi;

namespace
{
constexpr float nullOfPorts = 1e-6f; // of noise at 0.5: what rounding leaves, -120 dB of full scale
constexpr bool in = true, out = false;

/** The tables that are about ports. */
struct Ports
{
    explicit Ports (const test::ClapHost& toAsk)
        : host (toAsk)
    {
    }

    /** Channels, type and partner in place of a port, of the layout that there is or of another one. */
    [[nodiscard]] std::tuple<std::uint32_t, std::string, std::uint32_t>
    port (bool isInput, std::uint32_t index, std::optional<std::uint32_t> layout = {}) const
    {
        abi::AudioPortInfo info{};
        REQUIRE ((layout ? infos->get (host.plugin, *layout, index, isInput, &info)
                         : shown->get (host.plugin, index, isInput, &info)));
        CHECK (info.id == index);
        CHECK (info.flags == (index == 0 ? abi::AudioPortInfo::isMain : 0));
        return { info.numChannels, info.type, info.inPlacePair };
    }
    [[nodiscard]] std::uint32_t current() const { return infos->current (host.plugin); }
    [[nodiscard]] bool select (std::uint32_t id) const { return layouts->select (host.plugin, id); }
    [[nodiscard]] bool set (bool isInput, std::uint32_t index, bool isOn, std::uint32_t bits = 32) const
    {
        return activation->set (host.plugin, isInput, index, isOn, bits);
    }
    [[nodiscard]] bool apply (const std::vector<abi::PortRequest>& requests) const
    {
        const auto count = static_cast<std::uint32_t> (requests.size());
        const bool isPossible = configurable->canApply (host.plugin, requests.data(), count);
        CHECK (configurable->apply (host.plugin, requests.data(), count) == isPossible);
        return isPossible;
    }

    const test::ClapHost& host;
    const abi::PluginAudioPorts* shown = host.extension<abi::PluginAudioPorts> (abi::id::audioPorts);
    const abi::PluginPortLayouts* layouts = host.extension<abi::PluginPortLayouts> (abi::id::portLayouts);
    const abi::PluginPortLayoutInfo* infos =
        host.extension<abi::PluginPortLayoutInfo> (abi::id::portLayoutInfo);
    const abi::PluginPortActivation* activation =
        host.extension<abi::PluginPortActivation> (abi::id::portActivation);
    const abi::PluginConfigurablePorts* configurable =
        host.extension<abi::PluginConfigurablePorts> (abi::id::configurablePorts);
};

/** Takes a layout, and starts. */
void startAs (test::ClapHost& host, std::uint32_t layout, std::uint32_t inputWidth, std::uint32_t outputWidth)
{
    host.stop();
    REQUIRE (Ports (host).select (layout));
    host.inputWidth = inputWidth;
    host.outputWidth = outputWidth;
    host.start();
}

bool isSilent (const std::vector<float>& samples)
{
    return std::all_of (samples.begin(), samples.end(), [] (float sample) { return sample == 0.0f; });
}
} // namespace

TEST_CASE ("A CLAP host finds three layouts of the ports, and what it selects is what it then sees")
{
    const test::ClapLibrary library;
    for (const char* id : { "org.unbraid.plugin", "org.unbraid.stereo" })
    {
        test::ClapHost host (library, id);
        const Ports ports (host);
        const std::uint32_t expected[][2] = { { 2, 2 }, { 1, 2 }, { 1, 1 } };
        REQUIRE (ports.layouts->count (host.plugin) == 3);
        CHECK (ports.current() == 0);
        for (const std::uint32_t index : { 2u, 1u, 0u })
        {
            INFO (id << ", layout " << index);
            abi::PortLayoutInfo info{};
            REQUIRE (ports.layouts->get (host.plugin, index, &info));
            CHECK (info.id == index);
            CHECK (info.name == std::string (index == 0 ? "Stereo" : index == 1 ? "Mono to stereo" : "Mono"));
            CHECK ((info.hasMainInput && info.hasMainOutput));
            CHECK (info.numInputs == ports.shown->count (host.plugin, in));
            CHECK (info.numOutputs == ports.shown->count (host.plugin, out));
            const auto [inputs, outputs] = std::pair (info.mainInputChannels, info.mainOutputChannels);
            CHECK (inputs == expected[index][0]);
            CHECK (outputs == expected[index][1]);
            REQUIRE (ports.select (info.id));
            CHECK (ports.current() == info.id);
            const auto pair = inputs == outputs ? 0 : abi::noId;
            CHECK (ports.port (in, 0) == std::tuple (inputs, std::string (info.mainInputType), pair));
            CHECK (ports.port (out, 0) == std::tuple (outputs, std::string (info.mainOutputType), pair));
            for (const bool isInput : { in, out })
                for (std::uint32_t port = 0; port < ports.shown->count (host.plugin, isInput); ++port)
                {
                    CHECK (std::get<0> (ports.port (isInput, port)) == (isInput ? inputs : outputs));
                    CHECK (ports.port (isInput, port) == ports.port (isInput, port, info.id));
                }
        }
        abi::PortLayoutInfo none{};
        abi::AudioPortInfo noPort{};
        CHECK_FALSE (ports.layouts->get (host.plugin, 3, &none));
        CHECK_FALSE (ports.select (3));
        CHECK_FALSE (ports.infos->get (host.plugin, 3, 0, in, &noPort));
        CHECK_FALSE (ports.infos->get (host.plugin, 0, 9, out, &noPort));
        host.start();
        CHECK_FALSE (ports.select (2)); // it plays
        CHECK (ports.current() == 0);
    }
}

TEST_CASE ("In a CLAP host's mono track the sources sum to the input, in one channel or on both sides")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.set (test::knob::reduction, 1.0);
    const test::ClapSound input{ test::clapNoise (12000).front() };
    for (const std::uint32_t width : { 2u, 1u, 2u }) // and back
    {
        startAs (host, width == 2 ? 1 : 2, 1, width);
        const auto output = host.render (input, 300);
        REQUIRE (output.size() == 9 * width);
        for (size_t side = 0; side < width; ++side)
        {
            CHECK (test::clapDifference (test::clapSum (output, side, width), input[0], host.latency()) <
                   nullOfPorts);
            CHECK (test::clapDifference (output[side], input[0], host.latency()) < nullOfPorts);
        }
        CHECK (*std::max_element (output[2 * width].begin(), output[2 * width].end()) > 0.01f); // noise
    }
    startAs (host, 0, 2, 2);
    const auto stereo = test::clapNoise (6000, 2);
    CHECK (test::clapDifference (test::clapSum (host.render (stereo), 1), stereo[1], host.latency()) <
           nullOfPorts);
    CHECK (host.numFaults == 0);
}

TEST_CASE ("A CLAP host sets the width of single ports, all that it asks for or nothing")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const Ports ports (host);
    const auto mono = abi::AudioPortInfo::mono, stereo = abi::AudioPortInfo::stereo;
    const auto widthOf = [&] (bool isInput, std::uint32_t port)
    { return std::get<0> (ports.port (isInput, port)); };
    const abi::PortRequest input{ in, 0, 1, mono, nullptr };
    CHECK_FALSE (ports.apply ({ input, { out, 0, 3, nullptr, nullptr } }));
    CHECK_FALSE (ports.apply ({ input, { out, 9, 1, mono, nullptr } }));
    CHECK_FALSE (ports.apply ({ input, { in, 1, 1, "surround", nullptr } }));
    CHECK_FALSE (ports.apply ({ input, { in, 1, 1, stereo, nullptr } }));
    CHECK_FALSE (
        ports.apply ({ input, { out, 0, 1, mono, nullptr } })); // sources would be wider than the Mix
    CHECK_FALSE (ports.apply ({ { out, 0, 1, mono, nullptr } }));
    CHECK_FALSE (ports.configurable->apply (host.plugin, nullptr, 1));
    CHECK (ports.current() == 0); // none of all that
    REQUIRE (ports.apply ({ input }));
    CHECK (widthOf (in, 0) == 1);
    CHECK (widthOf (in, 1) == 2);
    CHECK (widthOf (out, 0) == 2);
    CHECK (ports.current() == abi::noId); // `Reference` is wider than in any of the layouts
    REQUIRE (ports.apply ({ { in, 1, 1, nullptr, nullptr } }));
    CHECK (ports.current() == 1);
    std::vector<abi::PortRequest> all;
    for (std::uint32_t port = 0; port < 9; ++port)
        all.push_back ({ out, port, 1, mono, nullptr });
    REQUIRE (ports.apply (all));
    CHECK (ports.current() == 2);
    host.start();
    CHECK_FALSE (ports.apply ({ { in, 1, 2, stereo, nullptr } }));
}

TEST_CASE ("A port that a CLAP host switches off is silent, and the others sound as before")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const Ports ports (host);
    CHECK_FALSE (ports.activation->canWhileProcessing (host.plugin));
    const auto input = test::clapNoise (6000);
    host.start();
    const auto all = host.render (input);
    CHECK_FALSE (ports.set (out, 1, false)); // it plays
    host.stop();
    CHECK_FALSE (ports.set (out, 9, false));
    CHECK_FALSE (ports.set (out, 1, false, 64));
    REQUIRE (ports.set (out, 1, false));
    REQUIRE (ports.set (out, 8, false, 0));
    REQUIRE (ports.set (in, 1, false));
    CHECK (std::get<0> (ports.port (out, 1)) == 2); // it keeps its place and its width
    host.start();
    const auto fewer = host.render (input);
    for (size_t port = 0; port < 9; ++port)
    {
        const bool isOff = port == 1 || port == 8;
        INFO ("port " << port);
        CHECK (host.constantMasks[port] == (isOff ? 3 : 0));
        CHECK ((isOff ? isSilent (fewer[2 * port + 1]) : fewer[2 * port + 1] == all[2 * port + 1]));
    }
    CHECK_FALSE (isSilent (all[2]));
    host.stop();
    REQUIRE (ports.select (0)); // a layout begins with all ports
    host.start();
    CHECK (host.render (input) == all);
    host.stop();
    REQUIRE (ports.set (in, 0, false));
    REQUIRE (ports.set (out, 0, false));
    host.start();
    const auto none = host.render (input);
    for (const auto& channel : none)
        CHECK (isSilent (channel));
}
