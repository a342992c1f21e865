// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Unbraid.clap in a host of our own: what it says of itself, its parameters, sessions and presets.
#include "Clap/ClapHost.h"
#include "Clap/ClapSession.h"

#include "Files/DictionaryFile.h"
#include "Support/EqualSources.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

using namespace unbraid;
namespace abi = unbraid::clap::abi;

namespace
{
std::string readFile (const std::filesystem::path& path)
{
    std::ifstream stream (path, std::ios::binary);
    REQUIRE (stream.good());
    return { std::istreambuf_iterator<char> (stream), {} };
}

std::filesystem::path factoryFile (const std::string& name)
{
    return std::filesystem::path (paths::resources) / "Dictionaries" / (name + ".safetensors");
}

bool loadPreset (const test::ClapHost& host, const std::string& file,
                 abi::PresetPlace place = abi::PresetPlace::file)
{
    return host.extension<abi::PluginPresetLoad> (abi::id::presetLoad)
        ->fromLocation (host.plugin, place, file.c_str(), nullptr);
}

/** What a plugin says of presets. */
struct Index
{
    std::vector<std::pair<std::string, std::uint32_t>> folders; // with their flags
    std::string extension;

    const abi::PresetIndexer table{ {},
                                    "Unbraid's tests",
                                    "",
                                    "",
                                    "",
                                    this,
                                    [] (const abi::PresetIndexer* self, const abi::PresetFiletype* type)
                                    {
                                        of (self).extension = type->extension;
                                        return true;
                                    },
                                    [] (const abi::PresetIndexer* self, const abi::PresetLocation* location)
                                    {
                                        of (self).folders.emplace_back (location->location, location->flags);
                                        return true;
                                    },
                                    [] (const abi::PresetIndexer*, const abi::PresetSoundpack*)
                                    { return false; },
                                    [] (const abi::PresetIndexer*, const char*) -> const void*
                                    { return nullptr; } };

private:
    static Index& of (const abi::PresetIndexer* table) { return *static_cast<Index*> (table->data); }
};

struct Preset
{
    std::string name, error, description;
    std::vector<std::string> plugins, features;
    std::map<std::string, std::string> extras;
    std::uint32_t flags = 0;

    const abi::PresetReceiver table{
        this,
        [] (const abi::PresetReceiver* self, std::int32_t, const char* message)
        { of (self).error = message; },
        [] (const abi::PresetReceiver* self, const char* text, const char*)
        {
            of (self).name = text;
            return true;
        },
        [] (const abi::PresetReceiver* self, const abi::UniversalId* id)
        { of (self).plugins.push_back (std::string (id->format) + ":" + id->id); },
        [] (const abi::PresetReceiver*, const char*) {},
        [] (const abi::PresetReceiver* self, std::uint32_t given) { of (self).flags = given; },
        [] (const abi::PresetReceiver*, const char*) {},
        [] (const abi::PresetReceiver* self, const char* text) { of (self).description = text; },
        [] (const abi::PresetReceiver*, std::uint64_t, std::uint64_t) {},
        [] (const abi::PresetReceiver* self, const char* feature)
        { of (self).features.emplace_back (feature); },
        [] (const abi::PresetReceiver* self, const char* key, const char* value)
        { of (self).extras[key] = value; }
    };

private:
    static Preset& of (const abi::PresetReceiver* table) { return *static_cast<Preset*> (table->data); }
};

const abi::PresetProvider* makeProvider (const test::ClapLibrary& library, const Index& index,
                                         const char* id = "org.unbraid.dictionaries")
{
    const auto* factory =
        static_cast<const abi::PresetFactory*> (library.entry->getFactory (abi::id::presetFactory));
    REQUIRE (factory != nullptr);
    REQUIRE (factory->count (factory) == 1);
    CHECK (factory->descriptor (factory, 0)->id == std::string ("org.unbraid.dictionaries"));
    CHECK (factory->descriptor (factory, 1) == nullptr);
    return factory->create (factory, &index.table, id);
}
} // namespace

TEST_CASE ("A CLAP host finds both plugins, and nothing under other names")
{
    const test::ClapLibrary library;
    const auto& factory = library.plugins();
    REQUIRE (factory.count (&factory) == 2);
    const auto* both = factory.descriptor (&factory, 0);
    const auto* stereo = factory.descriptor (&factory, 1);
    CHECK (both->id == std::string ("org.unbraid.plugin"));
    CHECK (both->name == std::string ("Unbraid"));
    CHECK (stereo->id == std::string ("org.unbraid.stereo"));
    CHECK (stereo->name == std::string ("Unbraid Stereo"));
    CHECK (both->version.major == 1);
    CHECK (std::string (both->features[0]) == "audio-effect");
    CHECK (factory.descriptor (&factory, 2) == nullptr);
    CHECK (library.entry->getFactory ("clap.plugin-factory/other") == nullptr);
    CHECK (library.entry->getFactory (nullptr) == nullptr);
    CHECK (library.entry->getFactory (abi::id::draftPresetFactory) ==
           library.entry->getFactory (abi::id::presetFactory));
    const abi::Host silent{};
    CHECK (factory.create (&factory, &silent, "org.unbraid.other") == nullptr);
    CHECK (factory.create (&factory, &silent, nullptr) == nullptr);
    CHECK (factory.create (&factory, nullptr, "org.unbraid.plugin") == nullptr);
    const abi::Host old{ { 0, 26, 0 }, nullptr, "", "", "", "", nullptr, nullptr, nullptr, nullptr };
    CHECK (factory.create (&factory, &old, "org.unbraid.plugin") == nullptr);
}

TEST_CASE ("A CLAP host sees the buses of the VST3 as ports, and notes in and out")
{
    const test::ClapLibrary library;
    const test::ClapHost host (library);
    const auto* ports = host.extension<abi::PluginAudioPorts> (abi::id::audioPorts);
    const auto namesOf = [&] (bool isInput)
    {
        std::vector<std::string> names;
        for (std::uint32_t index = 0; index < ports->count (host.plugin, isInput); ++index)
        {
            abi::AudioPortInfo info{};
            REQUIRE (ports->get (host.plugin, index, isInput, &info));
            CHECK (info.id == index);
            CHECK (info.numChannels == 2);
            CHECK (std::string (info.type) == abi::AudioPortInfo::stereo);
            CHECK (info.flags == (index == 0 ? abi::AudioPortInfo::isMain : 0));
            CHECK (info.inPlacePair == (index == 0 ? 0 : abi::noId));
            names.emplace_back (info.name);
        }
        abi::AudioPortInfo none{};
        CHECK_FALSE (ports->get (host.plugin, static_cast<std::uint32_t> (names.size()), isInput, &none));
        return names;
    };
    CHECK (namesOf (true) == std::vector<std::string>{ "Input", "Reference" });
    CHECK (namesOf (false) == std::vector<std::string>{ "Mix", "Source 1", "Source 2", "Source 3", "Source 4",
                                                        "Source 5", "Source 6", "Source 7", "Source 8" });
    const auto* notes = host.extension<abi::PluginNotePorts> (abi::id::notePorts);
    for (const bool isInput : { true, false })
    {
        CHECK (notes->count (host.plugin, isInput) == 1);
        abi::NotePortInfo info{};
        REQUIRE (notes->get (host.plugin, 0, isInput, &info));
        CHECK (info.dialects == (abi::NotePortInfo::clapNotes | abi::NotePortInfo::midi));
        CHECK_FALSE (notes->get (host.plugin, 1, isInput, &info));
    }
    CHECK (host.plugin->getExtension (host.plugin, "clap.no-such") == nullptr);
    CHECK (host.plugin->getExtension (host.plugin, nullptr) == nullptr);
}

TEST_CASE ("Unbraid Stereo has two inputs, two outputs and no notes in a CLAP host")
{
    const test::ClapLibrary library;
    const test::ClapHost host (library, "org.unbraid.stereo");
    const auto* ports = host.extension<abi::PluginAudioPorts> (abi::id::audioPorts);
    CHECK (ports->count (host.plugin, true) == 1);
    CHECK (ports->count (host.plugin, false) == 1);
    CHECK (host.plugin->getExtension (host.plugin, abi::id::notePorts) == nullptr);
}

TEST_CASE ("A CLAP host sees all parameters under frozen ids, in their groups")
{
    const test::ClapLibrary library;
    const test::ClapHost host (library);
    const auto count = host.parameters->count (host.plugin);
    std::map<std::uint32_t, abi::ParameterInfo> found;
    int numBypasses = 0;
    for (std::uint32_t index = 0; index < count; ++index)
    {
        abi::ParameterInfo info{};
        REQUIRE (host.parameters->info (host.plugin, index, &info));
        INFO (info.name);
        CHECK (info.id != abi::noId);
        CHECK (info.min < info.max);
        CHECK (info.standard >= info.min);
        CHECK (info.standard <= info.max);
        CHECK (host.value (info.id) == Approx (info.standard).margin (1e-5));
        CHECK ((info.flags & abi::ParameterInfo::isAutomatable) != 0);
        CHECK (((info.flags & abi::ParameterInfo::isStepped) != 0) !=
               ((info.flags & abi::ParameterInfo::isModulatable) != 0));
        numBypasses += (info.flags & abi::ParameterInfo::isBypass) != 0 ? 1 : 0;
        CHECK (found.emplace (info.id, info).second);
    }
    CHECK (numBypasses == 1);
    abi::ParameterInfo none{};
    CHECK_FALSE (host.parameters->info (host.plugin, count, &none));
    REQUIRE (found.count (test::knob::reduction) == 1);
    const auto& reduction = found[test::knob::reduction];
    CHECK (reduction.name == std::string ("Reduction"));
    CHECK (reduction.module == std::string ("Main"));
    CHECK (reduction.standard == Approx ((60.0 - 20.0) / 60.0).margin (1e-5)); // -60 to 0 dB
    CHECK ((found[test::knob::bypass].flags & abi::ParameterInfo::isBypass) != 0);
    CHECK (found[test::knob::firstGain].module == std::string ("Source 1"));
    CHECK (found[test::knob::latency].max == 2.0);
    CHECK ((found[test::knob::latency].flags & abi::ParameterInfo::isEnum) != 0);
}

TEST_CASE ("Every parameter's text leads back to its value in a CLAP host")
{
    const test::ClapLibrary library;
    const test::ClapHost host (library);
    const auto textOf = [&] (std::uint32_t id, double value)
    {
        std::array<char, 64> text{};
        REQUIRE (host.parameters->toText (host.plugin, id, value, text.data(),
                                          static_cast<std::uint32_t> (text.size())));
        return std::string (text.data());
    };
    for (std::uint32_t index = 0; index < host.parameters->count (host.plugin); ++index)
    {
        abi::ParameterInfo info{};
        REQUIRE (host.parameters->info (host.plugin, index, &info));
        const bool isStepped = (info.flags & abi::ParameterInfo::isStepped) != 0;
        for (const double share : { 0.0, 0.3, 0.5, 1.0 })
        {
            const double value = info.min + share * (info.max - info.min);
            const auto text = textOf (info.id, value);
            INFO (info.name << " " << value << " " << text);
            CHECK_FALSE (text.empty());
            double back = -1.0;
            REQUIRE (host.parameters->fromText (host.plugin, info.id, text.c_str(), &back));
            CHECK (textOf (info.id, back) == text);
            if (isStepped)
                CHECK (back == std::trunc (value));
        }
        double unused = 0.0;
        CHECK_FALSE (host.parameters->fromText (host.plugin, info.id, "no such thing", &unused));
    }
    double value = 0.0;
    std::array<char, 8> text{ "kept" };
    CHECK (textOf (test::knob::reduction, 40.0 / 60.0) == "-20.0 dB");
    CHECK_FALSE (host.parameters->value (host.plugin, 1, &value));
    CHECK_FALSE (host.parameters->toText (host.plugin, 1, 0.0, text.data(), 8));
    CHECK_FALSE (host.parameters->fromText (host.plugin, 1, "0", &value));
    CHECK (host.parameters->toText (host.plugin, test::knob::reduction, 0.5, text.data(),
                                    4)); // cut, with its zero
    CHECK (std::string (text.data()).size() == 3);
}

TEST_CASE ("A CLAP host sets values outside of processing, and nonsense changes nothing")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.set (test::knob::reduction, 0.25);
    host.set (test::knob::latency, 2.0);
    CHECK (host.value (test::knob::reduction) == Approx (0.25).margin (1e-6));
    CHECK (host.value (test::knob::latency) == 2.0);
    host.set (test::knob::latency, 1.9); // stepped: cut
    CHECK (host.value (test::knob::latency) == 1.0);
    const auto before = test::saved (host);
    host.set (1, 0.5);
    host.set (test::knob::reduction, std::nan (""));
    CHECK (test::saved (host) == before);
    host.set (test::knob::reduction, 7.0);
    CHECK (host.value (test::knob::reduction) == 1.0);
    CHECK (host.waitUntil ([&] { return host.numCallbacks == 0; }));
    CHECK (host.numRescans == 0); // the host set them itself
    CHECK (host.said.size() == 0);
}

TEST_CASE ("Sessions pass between CLAP hosts, and come from other formats")
{
    const test::ClapLibrary library;
    test::ClapHost one (library), other (library);
    one.set (test::knob::reduction, 0.125);
    one.set (test::knob::latency, 0.0);
    const auto session = test::saved (one);
    REQUIRE (test::load (other, session, false, 7));
    CHECK (test::saved (other) == session);
    CHECK (other.numRescans == 1);
    CHECK (other.value (test::knob::reduction) == Approx (0.125).margin (1e-6));
    const auto kept =
        readFile (std::filesystem::path (paths::testData) / "Sessions/0.2/speech.session"); // of a VST3
    REQUIRE (test::load (other, kept));
    CHECK (other.value (test::knob::reduction) == Approx ((60.0 - 14.5) / 60.0).margin (1e-5));
    CHECK (other.value (test::knob::latency) == 2.0);
    CHECK (one.numFaults + other.numFaults == 0);
}

TEST_CASE ("A session that is cut or cannot be read changes nothing in a CLAP host")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.set (test::knob::reduction, 0.5);
    const auto session = test::saved (host);
    host.set (test::knob::reduction, 0.75);
    const auto before = test::saved (host);
    for (size_t length = 0; length < session.size(); length += 1 + session.size() / 40)
    {
        INFO (length << " of " << session.size());
        CHECK_FALSE (test::load (host, session.substr (0, length)));
        CHECK (test::saved (host) == before);
    }
    CHECK_FALSE (test::load (host, session, true)); // the stream fails where its end should be
    CHECK_FALSE (test::load (host, "no session at all"));
    CHECK (test::saved (host) == before);
    test::SessionBytes full;
    full.fails = true;
    CHECK_FALSE (host.extension<abi::PluginState> (abi::id::state)->save (host.plugin, &full.out));
    CHECK (test::load (host, session));
    CHECK (host.value (test::knob::reduction) == Approx (0.5).margin (1e-6));
}

TEST_CASE ("A CLAP host finds every dictionary, and what it is")
{
    const test::ClapLibrary library;
    std::filesystem::create_directories (library.folder / test::ownDictionaries);
    Index index;
    CHECK (makeProvider (library, index, "org.unbraid.other") == nullptr);
    const auto* provider = makeProvider (library, index);
    REQUIRE (provider != nullptr);
    REQUIRE (provider->init (provider));
    CHECK (index.extension == "safetensors");
    std::set<std::string> names;
    for (const auto& [folder, flags] : index.folders)
        for (const auto& item : std::filesystem::directory_iterator (folder))
        {
            if (item.path().extension() != ".safetensors")
                continue;
            Preset preset;
            INFO (item.path());
            REQUIRE (
                provider->getMetadata (provider, abi::PresetPlace::file, item.path().c_str(), &preset.table));
            CHECK (preset.name == item.path().stem());
            CHECK (preset.plugins ==
                   std::vector<std::string>{ "clap:org.unbraid.plugin", "clap:org.unbraid.stereo" });
            CHECK (preset.flags == abi::factoryContent);
            CHECK (flags == abi::factoryContent);
            CHECK_FALSE (preset.description.empty());
            CHECK_FALSE (preset.extras["sources"].empty());
            names.insert (preset.name);
        }
    const std::filesystem::directory_iterator shipped (factoryFile ("speech").parent_path());
    CHECK (static_cast<long> (names.size()) ==
           std::count_if (begin (shipped), end (shipped),
                          [] (const auto& item) { return item.path().extension() == ".safetensors"; }));
    CHECK (std::count_if (index.folders.begin(), index.folders.end(),
                          [] (const auto& folder) { return folder.second == abi::userContent; }) == 1);
    Preset speech;
    REQUIRE (provider->getMetadata (provider, abi::PresetPlace::file, factoryFile ("speech").c_str(),
                                    &speech.table));
    CHECK (speech.extras["sources"] == "speech, noise");
    CHECK (speech.features == std::vector<std::string>{ "audio-effect", "speech", "noise" });
    Preset broken;
    const auto none = library.folder / "none.safetensors";
    CHECK_FALSE (provider->getMetadata (provider, abi::PresetPlace::file, none.c_str(), &broken.table));
    CHECK_FALSE (broken.error.empty());
    CHECK_FALSE (provider->getMetadata (provider, abi::PresetPlace::plugin, nullptr, &broken.table));
    provider->destroy (provider);
}

TEST_CASE ("A CLAP host loads dictionaries as presets")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    const auto before = test::saved (host);
    CHECK_FALSE (loadPreset (host, (library.folder / "none.safetensors").string()));
    INFO (host.loadError);
    CHECK (host.loadError.find ("There is no dictionary") == 0);
    CHECK_FALSE (loadPreset (host, "", abi::PresetPlace::plugin));
    CHECK (test::saved (host) == before);
    REQUIRE (loadPreset (host, factoryFile ("band").string()));
    CHECK (host.numLoaded == 1);
    const auto session = test::saved (host);
    CHECK (session.find ("\"band\"") != std::string::npos);
    CHECK (host.waitUntil ([&] { return host.numDirty > 0; })); // there is something to save
    const auto own = library.folder / "eight.safetensors";
    REQUIRE (files::saveDictionary (own, test::equalSources (8)).ok());
    REQUIRE (loadPreset (host, own.string()));
    CHECK (host.numLoaded == 2);
    CHECK (host.numFaults == 0);
}
