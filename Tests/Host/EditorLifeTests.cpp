// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"
#include "Host/HeadlessWindow.h"
#include "Host/Recording.h"
#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <malloc.h>
#include <thread>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr int numOpenings = 1000;
constexpr int warmUp = 200; // after which all caches are filled
constexpr size_t maxGrowth =
    2 * 1024 * 1024; // of the memory in use, in 800 openings: less than a window's picture

/** The host's audio thread: a real recording again and again, block by block, with the trap armed. */
class Playing
{
public:
    explicit Playing (plugin::PluginProcessor& played)
        : processor (played)
    {
        const auto read = readForHost ("noisy-voice.flac", 2, 48000.0);
        REQUIRE (read.ok());
        sound = read.value().sound;
        thread = std::thread ([this] { run(); });
    }
    ~Playing() { stop(); }

    void stop()
    {
        isOver = true;
        if (thread.joinable())
            thread.join();
    }

    std::atomic<int> numBlocks{ 0 };
    std::atomic<int> violations{ 0 };
    std::string firstViolation; // to be read when it has stopped

private:
    void run()
    {
        constexpr int blockSize = 480;
        juce::AudioBuffer<float> block (processor.getTotalNumOutputChannels(), blockSize);
        juce::MidiBuffer midi;
        for (int done = 0; ! isOver; done = (done + blockSize) % (sound.getNumSamples() - blockSize))
        {
            for (int channel = 0; channel < 2; ++channel)
                block.copyFrom (channel, 0, sound, channel, done, blockSize);
            RealtimeTrap trap;
            processor.processBlock (block, midi);
            trap.disarm();
            if (trap.violations() > 0 && violations == 0)
                firstViolation = trap.firstViolation();
            violations += trap.violations();
            ++numBlocks;
            std::this_thread::sleep_for (std::chrono::milliseconds (2)); // the other core is the editor's
        }
    }

    plugin::PluginProcessor& processor;
    Sound sound;
    std::atomic<bool> isOver{ false };
    std::thread thread;
};

size_t memoryInUse()
{
    return mallinfo2().uordblks;
}

void openAndClose (plugin::PluginProcessor& processor, const juce::File& settings, int turn)
{
    editor::PluginEditor shown (processor, processor, settings);
    const HeadlessWindow window (shown);
    shown.setSize (840 + 97 * turn % 700, 520 + 61 * turn % 400);
    shown.pollNow();
    auto* full = shown.fullView();
    full->views.setView (static_cast<editor::View> (turn % 3));
    if (turn % 5 == 0)
        full->openBrowser (true);
    if (turn % 7 == 0)
        full->openEngine();
    if (turn % 10 == 0) // painting costs most: every so often
        shown.createComponentSnapshot (shown.getLocalBounds(), true, 1.0f);
    shown.setSize (1120, 680);
    juce::MessageManager::getInstance()->runDispatchLoopUntil (1);
}
} // namespace

TEST_CASE ("a thousand editors come and go while audio runs: nothing waits, nothing leaks", "[full]")
{
    plugin::PluginProcessor processor (editor::createEditor);
    const juce::TemporaryFile settings;
    REQUIRE (startStereo (processor));
    REQUIRE (waitForEngine (processor)); // whose memory is no editor's
    Playing playing (processor);
    size_t before = 0;
    for (int turn = 0; turn < numOpenings; ++turn)
    {
        if (turn == warmUp)
            before = memoryInUse();
        openAndClose (processor, settings.getFile(), turn);
    }
    (void)waitUntil ([&] { return memoryInUse() < before + maxGrowth; }); // held for a moment: no leak
    const size_t after = memoryInUse();
    playing.stop();
    INFO (playing.firstViolation);
    const auto numbers = processor.status().numbers();
    WARN ("blocks " << playing.numBlocks << ", late " << numbers.numLate << ", worst " << numbers.worstLoad
                    << ", memory " << before << " to " << after);
    CHECK (playing.violations == 0);
    CHECK (playing.numBlocks > numOpenings);
    CHECK (after < before + maxGrowth);
}
