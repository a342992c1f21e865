// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dictionaries as a host's programs: chosen without the editor.
#include "Host/HostedProcessor.h"
#include "Plugin/Loading/FactoryPrograms.h"
#include "Support/EqualSources.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include "Files/DictionaryFile.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

using namespace unbraid;

namespace
{
/** Until the worker has loaded what a program names. */
bool hasProgram (plugin::PluginProcessor& processor, int index)
{
    return test::waitUntil ([&] { return processor.getCurrentProgram() == index; });
}
} // namespace

TEST_CASE ("each factory dictionary is one program, after one that changes nothing")
{
    std::set<std::string> shipped;
    for (const auto& item :
         std::filesystem::directory_iterator (std::string (paths::resources) + "/Dictionaries"))
        if (item.path().extension() == ".safetensors")
            shipped.insert (item.path().stem().string());
    CHECK (std::set<std::string> (plugin::factoryPrograms.begin(), plugin::factoryPrograms.end()) == shipped);
    plugin::PluginProcessor processor;
    CHECK (processor.getNumPrograms() == static_cast<int> (shipped.size()) + 1);
    CHECK (processor.getProgramName (0) == "Current dictionary");
    CHECK (processor.getProgramName (1) == "speech");
    CHECK (processor.getProgramName (99).isEmpty());
}

TEST_CASE ("a program loads its dictionary with the preset")
{
    plugin::PluginProcessor processor;
    CHECK (processor.getCurrentProgram() == plugin::programOf ("speech"));
    const int drums = plugin::programOf ("drums");
    processor.setCurrentProgram (drums);
    REQUIRE (hasProgram (processor, drums));
    CHECK (processor.dictionaries().playing().name == "drums");
    for (const int nothing : { 0, -1, 99 })
        processor.setCurrentProgram (nothing);
    const int winds = plugin::programOf ("winds");
    processor.setCurrentProgram (winds);
    REQUIRE (hasProgram (processor, winds)); // so what came before it was looked at as well
    CHECK (processor.dictionaries().playing().name == "winds");
}

TEST_CASE ("a dictionary of the user's own is program 0 and stays through a session")
{
    const test::TemporaryFolder folder;
    const auto file = folder / "own.safetensors";
    REQUIRE (files::saveDictionary (file, test::equalSources (3)).ok());
    plugin::PluginProcessor processor;
    REQUIRE (processor.loadNow (file.string()).ok());
    CHECK (processor.getCurrentProgram() == 0);
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    plugin::PluginProcessor opened;
    opened.setCurrentProgram (plugin::programOf ("piano")); // just before the session comes
    opened.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    juce::MessageManager::getInstance()->runDispatchLoopUntil (300);
    CHECK (opened.getCurrentProgram() == 0);
    CHECK (opened.dictionaries().playing().sources.size() == 3);
}
