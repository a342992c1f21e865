// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The small LV2 as a host loads it, from the bundle that was built.
#include "Filter/Lv2Abi.h"
#include "Interface/unbraid.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <dlfcn.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace
{
using unbraid::filter::Lv2Descriptor;
constexpr double rateHz = 48000.0;
constexpr size_t numSamples = 48000;

std::filesystem::path bundle()
{
    return std::filesystem::path (unbraid::paths::built) / "lib/lv2/unbraid-voice.lv2";
}

const Lv2Descriptor* descriptorAt (std::uint32_t index)
{
    static void* const library = dlopen ((bundle() / "unbraid-voice.so").string().c_str(), RTLD_NOW);
    INFO (dlerror());
    REQUIRE (library != nullptr);
    const auto ask =
        reinterpret_cast<const Lv2Descriptor* (*)(std::uint32_t)> (dlsym (library, "lv2_descriptor"));
    REQUIRE (ask != nullptr);
    return ask (index);
}

using Channels = std::vector<std::vector<float>>;

Channels noise (size_t numChannels)
{
    std::mt19937 random (7);
    Channels channels (numChannels, std::vector<float> (numSamples));
    for (auto& samples : channels)
        for (float& sample : samples)
            sample = static_cast<float> (random() % 2001) / 2000.0f - 0.5f;
    return channels;
}

std::vector<float*> pointersTo (Channels& channels)
{
    std::vector<float*> pointers;
    for (auto& samples : channels)
        pointers.push_back (samples.data());
    return pointers;
}

Channels playedByLv2 (std::uint32_t index, Channels input, float reductionDb, float dictionary)
{
    const auto& descriptor = *descriptorAt (index);
    void* plugin = descriptor.instantiate (&descriptor, rateHz, bundle().string().c_str(), nullptr);
    REQUIRE (plugin != nullptr);
    Channels output (input.size(), std::vector<float> (numSamples));
    float latency = 0.0f;
    std::vector<void*> ports{ &reductionDb, &dictionary, &latency };
    for (auto* samples : pointersTo (input))
        ports.push_back (samples);
    for (auto* samples : pointersTo (output))
        ports.push_back (samples);
    for (std::uint32_t port = 0; port < ports.size(); ++port)
        descriptor.connectPort (plugin, port, ports[port]);
    descriptor.activate (plugin);
    descriptor.run (plugin, numSamples);
    descriptor.cleanup (plugin);
    CHECK (latency == 960.0f);
    return output;
}

Channels playedByEngine (const char* dictionary, Channels input, float reductionDb)
{
    auto options = unbraid_default_options();
    options.sample_rate_hz = rateHz;
    options.channels = static_cast<int> (input.size());
    options.mode = "balanced";
    char message[256]; // NOLINT(modernize-avoid-c-arrays)
    const std::unique_ptr<unbraid_separator, void (*) (unbraid_separator*)> separator (
        unbraid_create (dictionary, &options, message, sizeof (message)), unbraid_free);
    REQUIRE (separator != nullptr);
    Channels output (input.size(), std::vector<float> (numSamples));
    const auto from = pointersTo (input), to = pointersTo (output);
    const std::vector<const float*> inputs (from.begin(), from.end());
    unbraid_clean (separator.get(), inputs.data(), to.data(), numSamples, reductionDb);
    return output;
}

std::string textOf (const char* file)
{
    std::ifstream stream (bundle() / file);
    return { std::istreambuf_iterator<char> (stream), {} };
}
} // namespace

TEST_CASE ("The small LV2 plays what the engine plays with the dictionary and the reduction of its ports")
{
    for (const std::uint32_t index : { 0u, 1u })
    {
        const auto input = noise (index + 1);
        CHECK ((playedByLv2 (index, input, -20.0f, 0.0f) == playedByEngine ("speech", input, -20.0f)));
        CHECK ((playedByLv2 (index, input, -6.0f, 1.0f) == playedByEngine ("speech-light", input, -6.0f)));
    }
}

TEST_CASE ("The small LV2's bundle describes each plugin that its library has, with the ports of that order")
{
    const auto manifest = textOf ("manifest.ttl");
    const auto description = textOf ("unbraid-voice.ttl");
    const std::vector<std::vector<std::string>> symbols{
        { "reduction", "dictionary", "latency", "in", "out" },
        { "reduction", "dictionary", "latency", "in_left", "in_right", "out_left", "out_right" }
    };
    const auto stereoAt = description.find ("unbraid-voice-stereo>");
    REQUIRE (stereoAt != std::string::npos);
    for (std::uint32_t index = 0; index < 2; ++index)
    {
        const auto uri = "<" + std::string (descriptorAt (index)->uri) + ">";
        CHECK (manifest.find (uri) != std::string::npos);
        CHECK (description.find (uri) != std::string::npos);
        const auto own = index == 0 ? description.substr (0, stereoAt) : description.substr (stereoAt);
        const std::regex port ("lv2:index (\\d+) ;\\s*lv2:symbol \"(\\w+)\"");
        std::vector<std::string> found;
        for (std::sregex_iterator each (own.begin(), own.end(), port), end; each != end; ++each)
        {
            CHECK ((*each)[1] == std::to_string (found.size()));
            found.push_back ((*each)[2]);
        }
        CHECK (found == symbols[index]);
    }
    CHECK (descriptorAt (2) == nullptr);
    CHECK (std::string (descriptorAt (0)->uri) == "https://unbraid.org/plugins/unbraid-voice");
    CHECK (std::string (descriptorAt (1)->uri) == "https://unbraid.org/plugins/unbraid-voice-stereo");
}

TEST_CASE ("The small LV2 refuses a rate that is not served, and does not end its host")
{
    const auto& descriptor = *descriptorAt (0);
    for (const double rate : { 0.0, -1.0, 1.0, 1e9 })
        CHECK (descriptor.instantiate (&descriptor, rate, "", nullptr) == nullptr);
}

TEST_CASE ("The small LV2's bundle holds the dictionaries that it chooses from")
{
    for (const auto* name : { "speech", "speech-light" })
        for (const auto* extension : { ".safetensors", ".md" })
            CHECK (std::filesystem::is_regular_file (bundle() / "Resources/Dictionaries" /
                                                     (std::string (name) + extension)));
}
