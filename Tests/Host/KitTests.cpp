// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryFile.h"
#include "Host/Recording.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** A plugin with a kit of two drums, learned from hits. */
struct Kit
{
    test::TemporaryFolder folder;
    plugin::PluginProcessor processor;

    explicit Kit (int mode)
    {
        const auto file = folder / "kit.safetensors";
        REQUIRE (files::saveDictionary (file, test::convolutiveDictionary (1)).ok());
        REQUIRE (processor.loadNow (file.string()).ok());
        *processor.parameters().latency = mode;
        test::makeNeutral (processor.parameters());
        REQUIRE (test::startStereo (processor, test::recordingHz));
    }
};

test::Sound loop()
{
    auto read = test::readForHost ("drums.flac", 2);
    REQUIRE (read.ok());
    return std::move (read).value().sound;
}
} // namespace

TEST_CASE ("A kit plays in the plugin: its buses sum to the input, as late as it says, look-ahead and all")
{
    const auto input = loop();
    for (const auto& [mode, seconds] : { std::pair{ 1, 0.020 }, { 2, 0.040 } })
    {
        Kit kit (mode);
        const int latency = kit.processor.getLatencySamples();
        CHECK (latency == Approx (seconds * test::recordingHz).margin (0.01 * seconds * test::recordingHz));
        const auto output = test::render (kit.processor, input, 441);
        const auto sum = test::sumOfSources (output);
        for (int channel = 0; channel < 2; ++channel)
        {
            CHECK (test::differenceAfter (sum, channel, input, channel, latency) < 1e-5f);
            CHECK (test::differenceAfter (output, channel, input, channel, latency) < 1e-5f); // Mix
            CHECK (output.getMagnitude (2 + channel, 0, output.getNumSamples()) > 1e-3f);
        }
    }
}

TEST_CASE ("The tail of a kit is as long as its look-ahead makes it")
{
    Kit kit (2);
    const auto tail = static_cast<int> (kit.processor.getTailLengthSeconds() * test::recordingHz + 0.5);
    auto input = test::whiteNoise (2, 10000 + tail + 2000);
    for (int channel = 0; channel < 2; ++channel)
        input.clear (channel, 10000, input.getNumSamples() - 10000);
    const auto output = test::render (kit.processor, input, 512);
    for (int channel = 0; channel < output.getNumChannels(); ++channel)
        CHECK (output.getMagnitude (channel, 10000 + tail, 2000) == 0.0f);
    CHECK (output.getMagnitude (0, 10000 + kit.processor.getLatencySamples() - 100, 100) > 0.0f);
}

TEST_CASE ("The plugin says which latency modes a kit serves, and learns no source into it")
{
    Kit kit (2);
    const auto info = kit.processor.dictionaries().playing();
    CHECK ((info.modes == juce::StringArray{ "balanced", "high" }));
    CHECK_FALSE (info.canBeTaught);
    CHECK_FALSE (info.areUpdatesTrained);
    CHECK_FALSE (info.hasNotes);
    CHECK (info.summary.contains ("convolutive"));
}

TEST_CASE ("processBlock keeps the rules while a kit plays and adapts")
{
    if (test::skippedWithoutTrap())
        return;
    Kit kit (2);
    const auto input = loop();
    juce::MidiBuffer midi;
    for (int done = 0; done < 88200; done += 441)
    {
        test::Sound block (kit.processor.getTotalNumOutputChannels(), 441);
        block.clear();
        for (int channel = 0; channel < 2; ++channel)
            block.copyFrom (channel, 0, input, channel, done, 441);
        test::RealtimeTrap trap;
        kit.processor.processBlock (block, midi);
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
    }
}
