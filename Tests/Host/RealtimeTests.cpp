// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/HostedProcessor.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** Plays blocks of noise in which the trap is armed for our own processBlock alone.
    returns  the violations */
int trappedRun (plugin::PluginProcessor& processor, int numBlocks,
                const std::function<void (int)>& beforeBlock)
{
    const auto noise = test::whiteNoise (18, 2048);
    test::Random random (8);
    juce::MidiBuffer midi;
    int violations = 0;
    for (int block = 0; block < numBlocks; ++block)
    {
        beforeBlock (block);
        test::Sound sound;
        sound.makeCopyOf (noise);
        midi.addEvent (juce::MidiMessage::noteOn (1, 60, 0.5f), 0);
        juce::AudioBuffer<float> part (sound.getArrayOfWritePointers(), 18,
                                       static_cast<int> (random.integer (1, 2048)));
        test::RealtimeTrap trap;
        processor.processBlock (part, midi);
        trap.disarm();
        INFO (trap.firstViolation());
        CHECK (trap.violations() == 0);
        violations += trap.violations();
    }
    return violations;
}

/** A playhead whose transport runs. */
struct RunningTransport : juce::AudioPlayHead
{
    juce::Optional<PositionInfo> getPosition() const override
    {
        PositionInfo position;
        position.setIsPlaying (true);
        return position;
    }
};
} // namespace

TEST_CASE ("The trap finds what it is set for")
{
    if (test::skippedWithoutTrap())
        return;
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    test::RealtimeTrap trap;
    juce::MemoryBlock state;
    processor.getStateInformation (state); // allocates and locks
    trap.disarm();
    CHECK (trap.violations() > 0);
    if (! test::RealtimeTrap::trapsSystemCalls())
        WARN ("this kernel does not let system calls be trapped");
}

TEST_CASE ("processBlock keeps the rules while dictionaries and modes are swapped")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    const std::array<const char*, 5> names{ "drums-plain", "speech", "speech-plain", "piano",
                                            "no-such-name" };
    const auto violations = trappedRun (processor, 800,
                                        [&] (int block)
                                        {
                                            if (block % 40 == 0)
                                                processor.dictionaries().load (
                                                    names[static_cast<size_t> (block / 40) % names.size()]);
                                            if (block % 25 == 0)
                                                *processor.parameters().latency = block / 25 % 3;
                                            if (block % 60 == 0)
                                                *processor.parameters().stereoLink = block % 120 == 0;
                                            if (block % 5 == 0)
                                                juce::MessageManager::getInstance()->runDispatchLoopUntil (5);
                                        });
    CHECK (violations == 0);
    CHECK (
        test::waitUntil ([&] { return processor.status().message().isNotEmpty(); })); // the last name is none
}

TEST_CASE ("processBlock keeps the rules while every parameter is automated")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    test::Random random (9);
    const auto& all = processor.parameters().all();
    const auto violations = trappedRun (
        processor, 600,
        [&] (int)
        {
            for (int i = 0; i < 5; ++i)
                all[static_cast<size_t> (random.integer (0, static_cast<Eigen::Index> (all.size()) - 1))]
                    ->setValue (random.uniform());
        });
    CHECK (violations == 0);
}

TEST_CASE ("processBlock keeps the rules while learning starts and stops")
{
    plugin::PluginProcessor processor;
    RunningTransport transport;
    processor.setPlayHead (&transport);
    REQUIRE (test::startStereo (processor));
    plugin::LearnOptions options;
    options.as = plugin::LearnAs::noise;
    const auto violations = trappedRun (processor, 400,
                                        [&] (int block)
                                        {
                                            if (block % 100 == 10)
                                                processor.learning().startCapture (options);
                                            if (block % 100 == 50)
                                                processor.learning().finishCapture();
                                            if (block % 100 == 70)
                                                processor.learning().cancelLearning();
                                            if (block % 10 == 0)
                                                juce::MessageManager::getInstance()->runDispatchLoopUntil (5);
                                        });
    CHECK (violations == 0);
}

TEST_CASE ("processBlock keeps the rules for what no sound should be")
{
    plugin::PluginProcessor processor;
    REQUIRE (test::startStereo (processor));
    test::Sound sound (18, 512);
    juce::MidiBuffer midi;
    const float value = GENERATE (0.0f, 1e30f, 1e-40f, std::numeric_limits<float>::quiet_NaN(),
                                  -std::numeric_limits<float>::infinity());
    for (int block = 0; block < 60; ++block)
    {
        for (int channel = 0; channel < 18; ++channel)
            juce::FloatVectorOperations::fill (sound.getWritePointer (channel), value, 512);
        test::RealtimeTrap trap;
        processor.processBlock (sound, midi);
        trap.disarm();
        CHECK (trap.violations() == 0);
        for (int channel = 0; channel < 18; ++channel)
            CHECK (std::isfinite (sound.getMagnitude (channel, 0, 512)));
    }
    const auto input = test::whiteNoise (2, 20000);
    test::makeNeutral (processor.parameters());
    test::render (processor, input, 512);
    const auto output = test::render (processor, input, 512);
    CHECK (test::differenceAfter (output, 0, input, 0, processor.getLatencySamples()) < 1e-5f);
}
