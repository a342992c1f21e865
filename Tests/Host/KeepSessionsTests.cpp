// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes the sessions that Tests/Data/Sessions keeps of this version, by hand, once a version: see the README there.
#include "Host/HostedProcessor.h"
#include "Host/KeptSessions.h"
#include "Support/EqualSources.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryFile.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** One of a file, so that the session holds it. */
void loadOwn (plugin::PluginProcessor& processor)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "mine.safetensors";
    REQUIRE (files::saveDictionary (path, test::equalSources (4)).ok());
    REQUIRE (processor.loadNow (path.string()).ok());
}

void applyKept (plugin::PluginProcessor& processor, const test::KeptSession& session)
{
    for (const auto& [id, value] : session.values)
        for (auto* parameter : processor.parameters().all())
            if (parameter->paramID == id)
                parameter->setValueNotifyingHost (parameter->convertTo0to1 (value));
}

/** With two seconds of a noise, which it adapts to before its parameters are applied and after. */
void makeKept (plugin::PluginProcessor& processor, const test::KeptSession& session)
{
    if (session.dictionary == "mine")
        loadOwn (processor);
    else
        REQUIRE (processor.loadNow (session.dictionary).ok());
    REQUIRE (test::startStereo (processor));
    const auto noise = test::whiteNoise (2, 96000, 5);
    test::render (processor, noise, 512);
    applyKept (processor, session);
    test::render (processor, noise, 512);
}
} // namespace

TEST_CASE ("Sessions of this version are kept", "[.][keep-sessions]")
{
    const juce::File folder = juce::SystemStats::getEnvironmentVariable ("UNBRAID_KEEP_SESSIONS", {});
    REQUIRE (folder.createDirectory());
    for (const auto& session : test::keptSessions())
    {
        plugin::PluginProcessor processor;
        makeKept (processor, session);
        juce::MemoryBlock state;
        processor.getStateInformation (state);
        REQUIRE (folder.getChildFile (session.name + ".session")
                     .replaceWithData (state.getData(), state.getSize()));
    }
}
