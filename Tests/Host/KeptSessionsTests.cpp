// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Sessions that earlier versions saved: Tests/Data/Sessions.
#include "Host/HostedProcessor.h"
#include "Host/KeptSessions.h"
#include "Support/Paths.h"

#include "Plugin/Session/Session.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace unbraid;

namespace
{
juce::MemoryBlock fileOf (const std::string& version, const std::string& name)
{
    juce::MemoryBlock state;
    REQUIRE (juce::File (paths::testData)
                 .getChildFile ("Sessions")
                 .getChildFile (version)
                 .getChildFile (name + ".session")
                 .loadFileAsData (state));
    return state;
}

plugin::Session readSession (const juce::MemoryBlock& state)
{
    auto session =
        plugin::parseSession ({ static_cast<const std::byte*> (state.getData()), state.getSize() });
    REQUIRE (session.ok());
    return std::move (session).value();
}

plugin::Session sessionNow (plugin::PluginProcessor& processor)
{
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    return readSession (state);
}

void checkValues (plugin::PluginProcessor& processor, const test::KeptSession& given,
                  const plugin::Session& kept)
{
    for (const auto* parameter : processor.parameters().all())
    {
        const auto id = parameter->paramID.toStdString();
        INFO (id);
        const auto wanted = std::find_if (given.values.begin(), given.values.end(),
                                          [&] (const auto& value) { return value.first == id; });
        const float value = parameter->convertFrom0to1 (parameter->getValue());
        if (wanted != given.values.end())
            CHECK (value == Approx (wanted->second).margin (1e-4));
        else if (! kept.parameters.contains (id)) // younger than the session
            CHECK (parameter->getValue() == parameter->getDefaultValue());
        else
            CHECK (value == Approx (kept.parameters.at (id)).margin (1e-4));
    }
}

/** A factory dictionary of which only another version is installed opens as that one, and a message says so. */
bool isOfOtherVersion (const plugin::Session& kept)
{
    return kept.isFactory &&
           plugin::dictionaries::load (kept.dictionaryName).value().shared->hash != kept.dictionaryHash;
}

void checkDictionary (plugin::PluginProcessor& processor, const test::KeptSession& given,
                      const plugin::Session& kept, bool isOther)
{
    const auto playing = processor.dictionaries().playing();
    CHECK (kept.dictionaryName == given.dictionary);
    CHECK (playing.name == juce::String (given.dictionary));
    std::vector<std::string> sources;
    for (const auto& source : playing.sources)
        sources.push_back (source.name.toStdString());
    CHECK (sources == given.sources);
    const auto message = processor.status().message();
    CHECK (message.contains ("another version") == isOther);
    CHECK (message.isNotEmpty() == isOther);
    const auto now = sessionNow (processor);
    CHECK ((now.dictionaryHash != kept.dictionaryHash) == isOther);
    CHECK (now.isChanged == kept.isChanged);
    CHECK (now.stagger == kept.stagger);
    REQUIRE (kept.dictionary.has_value() == (given.dictionary == "mine"));
    REQUIRE (now.dictionary.has_value() == kept.dictionary.has_value());
    if (kept.dictionary)
        CHECK (now.dictionary->atoms == kept.dictionary->atoms);
}

/** Frozen atoms come back with the dictionary that they belong to, but for the rounding of a sum of one. */
void checkFrozen (plugin::PluginProcessor& processor, const plugin::Session& kept)
{
    constexpr float rounding = 1e-5f;
    const auto now = sessionNow (processor);
    REQUIRE (now.adapted.size() == kept.adapted.size());
    for (size_t i = 0; i < now.adapted.size(); ++i)
    {
        CHECK (now.adapted[i].atoms.isApprox (kept.adapted[i].atoms, rounding));
        CHECK (now.adapted[i].frequenciesHz == kept.adapted[i].frequenciesHz);
        CHECK (now.adapted[i].trackedAmplitude == kept.adapted[i].trackedAmplitude);
    }
}
} // namespace

TEST_CASE ("Sessions of earlier versions open with their parameters, dictionaries and frozen atoms")
{
    const std::string version = GENERATE ("0.1", "0.2.0", "0.2", "0.3.0");
    for (const auto& given : test::keptSessions())
    {
        INFO (version << " " << given.name);
        const auto state = fileOf (version, given.name);
        const auto kept = readSession (state);
        const bool isOther = isOfOtherVersion (kept);
        CHECK (kept.adapted.empty() == (given.name != "frozen"));
        plugin::PluginProcessor processor;
        processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
        checkValues (processor, given, kept);
        checkDictionary (processor, given, kept, isOther);
        if (! isOther)
            checkFrozen (processor, kept);
        REQUIRE (test::startStereo (processor));
        const auto input = test::whiteNoise (2, 8192, 5);
        const auto sum = test::sumOfSources (test::render (processor, input, 512));
        CHECK (test::differenceAfter (sum, 0, input, 0, processor.getLatencySamples()) < 1e-5f);
        if (! isOther)
            checkFrozen (processor, kept); // also through an engine
    }
}

TEST_CASE ("A source that an earlier version learned comes back with its session, and takes its sound")
{
    const std::string version = GENERATE ("0.1", "0.2.0");
    INFO (version);
    const auto state = fileOf (version, "learned");
    const auto kept = readSession (state);
    REQUIRE (kept.dictionary.has_value());
    plugin::PluginProcessor processor;
    processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    CHECK (processor.status().message().isEmpty());
    const auto playing = processor.dictionaries().playing();
    REQUIRE (playing.sources.size() == 3);
    CHECK (playing.sources[2].name == "hum");
    CHECK (sessionNow (processor).dictionary->atoms == kept.dictionary->atoms);
    processor.parameters().freeze->setValueNotifyingHost (1.0f); // else the noise learns the tone as well
    REQUIRE (test::startStereo (processor));
    const auto output = test::render (processor, test::tone (48000), 512);
    const auto levelOf = [&] (int source) { return output.getRMSLevel (2 * (source + 1), 24000, 24000); };
    CHECK (levelOf (2) > 3.0f * levelOf (0));
    CHECK (levelOf (2) > 3.0f * levelOf (1));
}
