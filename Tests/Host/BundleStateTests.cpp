// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a host keeps of a bundle, in a plugin opened later, there or on another system.
#include "Host/Bundle.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** The state of a plugin with a dictionary of eight equal sources, of which one is muted. */
juce::MemoryBlock stateOfSevenEighths (test::Bundle& bundle)
{
    bundle.addUserSpeech (test::equalSources (8));
    const auto saved = bundle.start();
    test::setParameter (*saved, "Source 2 Mute", 1.0f);
    test::render (*saved, test::impulse (2, 2048), 512); // carries the parameter there
    test::reportedLatency (*saved);
    juce::MemoryBlock state;
    saved->getStateInformation (state);
    return state;
}

void checkSevenEighths (test::Bundle& bundle, const juce::MemoryBlock& state)
{
    const auto opened = bundle.start();
    opened->setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    test::reportedLatency (*opened);
    test::checkEqualEighths (*opened, 0.875f); // seven of eight are audible
}

/** Where a state passes from one system to another. */
juce::String keptState()
{
    return juce::SystemStats::getEnvironmentVariable ("UNBRAID_STATE", {});
}
} // namespace

TEST_CASE ("The state of one hosted plugin opens in another with its dictionary inside")
{
    const std::string format = GENERATE (from_range (test::builtFormats()));
    INFO (format);
    test::Bundle bundle (format);
    const auto state = stateOfSevenEighths (bundle);
    bundle.removeUsers();
    checkSevenEighths (bundle, state);
}

// For Tests/Windows: what one system keeps opens on the other.
TEST_CASE ("The state of a hosted VST3 is kept for another system", "[.][keep-state]")
{
    test::Bundle bundle ("VST3");
    const auto state = stateOfSevenEighths (bundle);
    REQUIRE (juce::File (keptState()).replaceWithData (state.getData(), state.getSize()));
}

TEST_CASE ("The state that a hosted VST3 had on another system opens with its dictionary inside",
           "[.][open-state]")
{
    juce::MemoryBlock state;
    REQUIRE (juce::File (keptState()).loadFileAsData (state));
    test::Bundle bundle ("VST3");
    checkSevenEighths (bundle, state);
}
