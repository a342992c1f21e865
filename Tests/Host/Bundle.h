// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Host/Recording.h"
#include "Support/Environment.h"
#include "Support/EqualSources.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryFile.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::test
{

/** VST3, and LV2 where it was built. */
inline std::vector<std::string> builtFormats()
{
    const bool hasLv2 = ! std::string (paths::lv2).empty();
    return hasLv2 ? std::vector<std::string>{ "VST3", "LV2" } : std::vector<std::string>{ "VST3" };
}

/** What JUCE's host takes for a VST3: on Windows the library in the bundle. */
inline std::filesystem::path vst3Module (const std::filesystem::path& bundle)
{
#if JUCE_WINDOWS
    return bundle / "Contents" / "x86_64-win" / bundle.filename();
#else
    return bundle;
#endif
}

/** A plugin as a host has it. */
using Instance = std::unique_ptr<juce::AudioPluginInstance>;

/** A copy of a built bundle in a folder of its own, where the user's data lie, and JUCE's host to open it.
    `UNBRAID_DICTIONARIES` is not set. All functions: [message]. */
class Bundle
{
public:
    /** format    VST3 or LV2
        isStereo  `Unbraid Stereo` */
    explicit Bundle (const std::string& format, bool isStereo = false)
        : isVst3 (format == "VST3")
        , uri (isStereo ? "https://unbraid.org/plugins/unbraid-stereo"
                        : "https://unbraid.org/plugins/unbraid")
    {
        const std::filesystem::path built (isStereo ? (isVst3 ? paths::stereoVst3 : paths::stereoLv2)
                                                    : (isVst3 ? paths::vst3 : paths::lv2));
        path = plugins() / built.filename();
        std::filesystem::create_directories (plugins());
        std::filesystem::copy (built, path, std::filesystem::copy_options::recursive);
        if (isVst3)
            host = std::make_unique<juce::VST3PluginFormat>();
        else
            host = std::make_unique<juce::LV2PluginFormat>();
    }

    [[nodiscard]] std::filesystem::path dictionaries() const
    {
        return path / (isVst3 ? "Contents/Resources/Dictionaries" : "Resources/Dictionaries");
    }

    /** The library that hosts load. */
    [[nodiscard]] std::filesystem::path library() const
    {
        for (const auto& item : std::filesystem::recursive_directory_iterator (path))
            if (item.path().extension() == ".so")
                return item.path();
        return {};
    }

    /** Exchanges the bundle's own `speech`, with which each new plugin begins. */
    void exchangeSpeech (const core::Dictionary& dictionary) const
    {
        REQUIRE (files::saveDictionary (dictionaries() / "speech.safetensors", dictionary).ok());
    }

    /** Gives the user a `speech`, which comes before the bundle's; to be taken away by `removeUsers`. */
    void addUserSpeech (const core::Dictionary& dictionary) const
    {
        std::filesystem::create_directories (usersFolder());
        REQUIRE (files::saveDictionary (usersFolder() / "speech.safetensors", dictionary).ok());
    }

    void removeUsers() const { std::filesystem::remove_all (usersFolder()); }

    /** Plugins find this bundle's user and nobody else's from now on. */
    void takeHome() const
    {
        setVariable (dataVariable, data().string());
        setVariable ("UNBRAID_DICTIONARIES", {});
    }

    [[nodiscard]] Instance open (double sampleRateHz = 48000.0, int blockSize = 512)
    {
        takeHome();
        host->searchPathsForPlugins (juce::FileSearchPath (plugins().string()), true, false);
        juce::OwnedArray<juce::PluginDescription> found;
        host->findAllTypesForFile (found, isVst3 ? vst3Module (path).string() : uri);
        REQUIRE (found.size() == 1);
        juce::String error;
        auto instance = host->createInstanceFromDescription (*found[0], sampleRateHz, blockSize, error);
        INFO (error);
        REQUIRE (instance != nullptr);
        return instance;
    }

    /** Opens it with all buses on, ready to play. */
    [[nodiscard]] Instance start (double sampleRateHz = 48000.0, int blockSize = 512)
    {
        auto instance = open (sampleRateHz, blockSize);
        REQUIRE (instance->enableAllBuses());
        instance->setRateAndBufferSizeDetails (sampleRateHz, blockSize);
        instance->prepareToPlay (sampleRateHz, blockSize);
        return instance;
    }

private:
    [[nodiscard]] std::filesystem::path plugins() const { return folder / "plugins"; }
    [[nodiscard]] std::filesystem::path data() const { return folder / "data"; }
    [[nodiscard]] std::filesystem::path usersFolder() const { return data() / ownDictionaries; }

    TemporaryFolder folder;
    bool isVst3;
    std::string uri;
    std::filesystem::path path;
    std::unique_ptr<juce::AudioPluginFormat> host;
};

/** The latency a host knows of once something was played: VST3 tells it by a message, LV2 by a port. */
inline int reportedLatency (juce::AudioPluginInstance& instance)
{
    juce::MessageManager::getInstance()->runDispatchLoopUntil (100);
    return instance.getLatencySamples();
}

/** Sets a parameter as the host's own knob does.
    value  0 to 1 */
inline void setParameter (juce::AudioPluginInstance& instance, const juce::String& name, float value)
{
    for (auto* parameter : instance.getParameters())
        if (parameter->getName (64) == name)
            return parameter->setValue (value);
    FAIL ("no parameter " << name);
}

/** That an impulse comes out of all 18 channels at the latency reported, an eighth of it from each source. */
inline void checkEqualEighths (juce::AudioPluginInstance& instance, float mix = 1.0f)
{
    const auto output = render (instance, impulse (2, 4096), 512);
    REQUIRE (output.getNumChannels() == 18);
    const int latency = reportedLatency (instance);
    CHECK (latency == 960);
    for (int channel = 0; channel < 18; ++channel)
    {
        INFO ("channel " << channel);
        CHECK (output.getMagnitude (channel, 0, 4096) == std::abs (output.getSample (channel, latency)));
        CHECK (output.getSample (channel, latency) == Approx (channel < 2 ? mix : 0.125f).margin (1e-4));
    }
}

/** As `readForHost`, where the file is there. */
inline HostSound recording (const std::filesystem::path& file, int numChannels)
{
    auto read = readForHost (file, numChannels);
    REQUIRE (read.ok());
    return std::move (read).value();
}

} // namespace unbraid::test
