// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The LV2s in hosts that offer less than JUCE's own, or other forms of it: a host of a few lines, without any library.
#include "Host/Bundle.h"
#include "Platform/Libraries.h"
#include "Plugin/Loading/FactoryPrograms.h"

#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

using namespace unbraid;

namespace
{
constexpr int blockSize = 512;
constexpr std::uint32_t bytesOfEvents = 65536; // the description asks for less

/** What a host says of itself. */
struct Offer
{
    const char* name;
    bool hasMap = true, hasBound = true, hasOptions = true;
    const char* type = LV2_ATOM__Int; // of the block lengths
    std::uint32_t bytes = sizeof (std::int32_t);
    std::optional<std::int64_t> longest = 4096; // block, in samples
};

class SmallHost
{
public:
    explicit SmallHost (const Offer& offer)
    {
        if (offer.longest)
            for (const auto* key : { LV2_BUF_SIZE__minBlockLength, LV2_BUF_SIZE__maxBlockLength })
                options.push_back (
                    { LV2_OPTIONS_INSTANCE, 0, map (key), offer.bytes, map (offer.type), &*offer.longest });
        options.push_back ({ LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr });
        optionsFeature.data = options.data();
        if (offer.hasBound)
            features.push_back (&boundFeature);
        if (offer.hasOptions)
            features.push_back (&optionsFeature);
        if (offer.hasMap)
            features.push_back (&mapFeature);
        features.push_back (nullptr);
    }

    [[nodiscard]] const LV2_Feature* const* list() const { return features.data(); }

    LV2_URID map (const char* uri)
    {
        const auto found = std::find (uris.begin(), uris.end(), uri);
        const auto index = found - uris.begin();
        if (found == uris.end())
            uris.emplace_back (uri);
        return static_cast<LV2_URID> (index + 1);
    }

private:
    std::vector<std::string> uris;
    std::vector<LV2_Options_Option> options;
    LV2_URID_Map mapData{ this, [] (LV2_URID_Map_Handle host, const char* uri)
                          { return static_cast<SmallHost*> (host)->map (uri); } };
    LV2_Feature mapFeature{ LV2_URID__map, &mapData };
    LV2_Feature boundFeature{ LV2_BUF_SIZE__boundedBlockLength, nullptr };
    LV2_Feature optionsFeature{ LV2_OPTIONS__options, nullptr };
    std::vector<const LV2_Feature*> features;
};

/** What comes out of the first two outputs, and the latency. */
struct Played
{
    test::Sound sound;
    float latency = -1.0f;
};

Played play (const LV2_Descriptor& descriptor, LV2_Handle plugin, SmallHost& host, std::uint32_t numInputs,
             std::uint32_t numOutputs, const test::Sound& input)
{
    Played played{ test::Sound (2, input.getNumSamples()) };
    std::vector<float> unused (blockSize);
    std::vector<LV2_Atom_Sequence> into (1), from (bytesOfEvents / sizeof (LV2_Atom_Sequence));
    float freeWheeling = 0.0f, enabled = 1.0f;
    const auto events = numInputs + numOutputs;
    const std::array<void*, 5> others{ into.data(), from.data(), &played.latency, &freeWheeling, &enabled };
    for (int done = 0; done < input.getNumSamples(); done += blockSize)
    {
        into[0] = { { sizeof (LV2_Atom_Sequence_Body), host.map (LV2_ATOM__Sequence) }, { 0, 0 } };
        from[0] = { { bytesOfEvents - sizeof (LV2_Atom), host.map (LV2_ATOM__Chunk) }, { 0, 0 } };
        for (std::uint32_t port = 0; port < numInputs; ++port)
            descriptor.connect_port (plugin, port, const_cast<float*> (input.getReadPointer (0, done)));
        for (std::uint32_t port = 0; port < numOutputs; ++port)
            descriptor.connect_port (plugin, numInputs + port,
                                     port < 2 ? played.sound.getWritePointer (static_cast<int> (port), done)
                                              : unused.data());
        for (std::uint32_t port = 0; port < others.size(); ++port)
            descriptor.connect_port (plugin, events + port, others[port]);
        descriptor.run (plugin, blockSize);
    }
    return played;
}

const LV2_Descriptor& descriptorOf (const test::Bundle& bundle)
{
    auto* library = platform::openLibrary (bundle.library().string().c_str());
    REQUIRE (library != nullptr);
    const auto entry =
        reinterpret_cast<LV2_Descriptor_Function> (platform::findSymbol (library, "lv2_descriptor"));
    REQUIRE (entry != nullptr);
    REQUIRE (entry (0) != nullptr);
    CHECK (entry (1) == nullptr);
    return *entry (0);
}
} // namespace

TEST_CASE ("An LV2 host may name its longest block in eight bytes as Audacity does, in four, or not at all")
{
    if (test::builtFormats().size() < 2)
        return;
    const bool isStereo = GENERATE (false, true);
    test::Bundle bundle ("LV2", isStereo);
    bundle.addUserSpeech (test::equalSources (8));
    bundle.takeHome();
    const auto& descriptor = descriptorOf (bundle);
    const std::int64_t endless = std::int64_t{ 1 } << 40;
    for (const auto& offer :
         { Offer{ "atom:Int of eight bytes", true, true, true, LV2_ATOM__Int, 8 },
           Offer{ "atom:Int of four bytes" }, Offer{ "atom:Long", true, true, true, LV2_ATOM__Long, 8 },
           Offer{ "more than fits", true, true, true, LV2_ATOM__Int, 8, endless },
           Offer{ "less than comes", true, true, true, LV2_ATOM__Int, 8, 64 },
           Offer{ "no maximum", true, true, true, LV2_ATOM__Int, 4, {} },
           Offer{ "no options", true, true, false }, Offer{ "no bound", true, false },
           Offer{ "nothing but the map", true, false, false } })
    {
        INFO (offer.name);
        SmallHost host (offer);
        auto* plugin = descriptor.instantiate (&descriptor, 48000.0,
                                               bundle.library().parent_path().string().c_str(), host.list());
        REQUIRE (plugin != nullptr);
        descriptor.activate (plugin);
        const auto played = play (descriptor, plugin, host, isStereo ? 2 : 4, isStereo ? 2 : 18,
                                  test::impulse (1, 4 * blockSize));
        descriptor.deactivate (plugin);
        descriptor.cleanup (plugin);
        CHECK (played.latency == 960.0f);
        for (int channel = 0; channel < 2; ++channel)
            CHECK (played.sound.getSample (channel, 960) == Approx (1.0f).margin (1e-4));
    }
}

TEST_CASE ("An LV2 host that maps no names gets no plugin")
{
    if (test::builtFormats().size() < 2)
        return;
    const test::Bundle bundle ("LV2", true);
    const auto& descriptor = descriptorOf (bundle);
    const SmallHost host ({ "no map", false });
    CHECK (descriptor.instantiate (&descriptor, 48000.0, "", host.list()) == nullptr);
}

TEST_CASE ("An LV2 plays the factory preset that was restored, from the first block on")
{
    if (test::builtFormats().size() < 2)
        return;
    const test::Bundle bundle ("LV2", true);
    bundle.takeHome();
    const auto& descriptor = descriptorOf (bundle);
    const Offer offer{ "all that there is" }; // which the host points into
    SmallHost host (offer);
    auto* plugin = descriptor.instantiate (&descriptor, 48000.0,
                                           bundle.library().parent_path().string().c_str(), host.list());
    REQUIRE (plugin != nullptr);
    const auto* state =
        static_cast<const LV2_State_Interface*> (descriptor.extension_data (LV2_STATE__interface));
    REQUIRE (state != nullptr);
    test::Sound input (1, 94 * blockSize);
    juce::Random random (3);
    for (int n = 0; n < input.getNumSamples(); ++n)
        input.setSample (0, n, 0.5f * random.nextFloat() - 0.25f);
    const auto share = [&]
    {
        const auto played = play (descriptor, plugin, host, 2, 2, input);
        const int half = input.getNumSamples() / 2; // the mean level is that of noise once windows are full
        return played.sound.getRMSLevel (0, half, half) / input.getRMSLevel (0, half, half);
    };
    descriptor.activate (plugin);
    CHECK (share() < 0.5f); // `speech` takes noise away

    struct Preset
    {
        SmallHost& host;
        std::int32_t program;
    } preset{ host, plugin::programOf ("drums") };
    const auto retrieve = [] (LV2_State_Handle handle, std::uint32_t key, size_t* size, std::uint32_t* type,
                              std::uint32_t* flags) -> const void*
    {
        auto& kept = *static_cast<Preset*> (handle);
        if (key != kept.host.map ("https://unbraid.org/plugins/unbraid-stereo:Program"))
            return nullptr;
        *size = sizeof (kept.program);
        *type = kept.host.map (LV2_ATOM__Int);
        *flags = LV2_STATE_IS_POD;
        return &kept.program;
    };
    REQUIRE (state->restore (plugin, retrieve, &preset, 0, host.list()) == LV2_STATE_SUCCESS);
    CHECK (share() > 0.9f); // `drums` leaves all of it in the mix
    descriptor.deactivate (plugin);
    descriptor.cleanup (plugin);
}
